import Consent

/// CSV for Mautic's import, whose columns are mapped to contact fields there; make the fields `unsubscribe_url` and so on
/// first.
struct MauticEngine: EngineFormat {
    static let name = "mautic"
    static let fileName = "contacts.csv"
    static let removals = RemovalForm.csv
    static let readsTexts = true
    static let policy = EnginePolicy(
        nonASCIIAddresses: .skipped, carrierAddresses: .quoted, limit: "none",
        remark: "Mautic puts a URL of its own before yours in List-Unsubscribe, which breaks RFC 8058 §3.1",
        warns: true)

    let fields: [String]
    private var values: MergeValues
    private static let columns = [
        "email", "contact_id", "unsubscribe_url", "list_unsubscribe", "list_unsubscribe_post", "list_id",
    ]

    init(_ job: EngineJob) throws(EngineProblem) {
        values = MergeValues(job.fields, absent: .leftOut)
        fields = Self.columns + job.fields.map(\.name)
    }

    mutating func begin(_ output: inout [UInt8]) {
        output.appendHeader(fields)
    }

    mutating func append(_ recipient: Recipient, to output: inout [UInt8]) throws(UnwritableValue) {
        let start = output.count
        output.appendCell(recipient.address)
        output.remove(at: start)
        output.append(",")
        HexText.append(recipient.contact, to: &output)
        output.append(",")
        output.append(contentsOf: recipient.unsubscribeURL)
        output.append(",<")
        output.append(contentsOf: recipient.unsubscribeURL)
        output.append(">,List-Unsubscribe=One-Click")
        output.appendCell(recipient.listID)
        try values.forEachText(of: recipient) { _, text in output.appendCell(text) }
        output.append("\r\n")
    }
}
