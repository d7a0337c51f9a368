import Consent

/// CSV in UTF-8 for any engine that merges by columns (RFC 4180): CRLF, quotes where they are needed. Values are as they
/// are; it is not for spreadsheets, which would run some of them as formulas.
struct CSVEngine: EngineFormat {
    static let name = "csv"
    static let fileName = "recipients.csv"
    static let removals = RemovalForm.csv
    static let readsTexts = true
    static let policy = EnginePolicy(
        nonASCIIAddresses: .raw, carrierAddresses: .raw, quotedAddresses: .raw, limit: "none", defaultFields: .all,
        remark: "for any engine that merges columns")

    let fields: [String]
    private var values: MergeValues
    private static let post = Array(listUnsubscribePost.utf8)

    init(_ job: EngineJob) throws(EngineProblem) {
        values = MergeValues(job.fields, absent: .leftOut)
        fields = ["contact_id", "email"] + job.fields.map(\.name) + PlainFields.after
    }

    mutating func begin(_ output: inout [UInt8]) {
        output.appendHeader(fields)
    }

    mutating func append(_ recipient: Recipient, to output: inout [UInt8]) throws(UnwritableValue) {
        HexText.append(recipient.contact, to: &output)
        output.appendCell(recipient.address)
        try values.forEachText(of: recipient) { _, text in output.appendCell(text) }
        output.append(",")
        output.append(contentsOf: recipient.unsubscribeURL)
        output.append(",<")
        output.append(contentsOf: recipient.unsubscribeURL)
        output.append(">,")
        output += Self.post
        output.appendCell(recipient.listID)
        output.appendCell(recipient.basis)
        output.append("\r\n")
    }
}

/// The values that end every row of the plain engines, in order.
enum PlainFields {
    static let after = ["unsubscribe_url", "list_unsubscribe", "list_unsubscribe_post", "list_id", "basis"]
}
