import Consent

/// CSV for a mail merge over SMTP: one row is one message with one recipient. The envelope sender names person and send
/// list (VERP), so that a bounce says by itself whose it is.
struct SMTPEngine: EngineFormat {
    static let name = "smtp"
    static let fileName = "messages.csv"
    static let removals = RemovalForm.csv
    static let readsTexts = true
    static let policy = EnginePolicy(
        nonASCIIAddresses: .raw, carrierAddresses: .quoted, quotedAddresses: .raw, limit: "one RCPT a message",
        required: [.bounceDomain],
        remark: "addresses outside ASCII need a server with SMTPUTF8; take envelope_from as MAIL FROM")

    let fields: [String]
    private var values: MergeValues
    private let hasName: Bool
    private static let columns = [
        "email", "name", "list_unsubscribe", "list_unsubscribe_post", "list_id", "envelope_from", "unsubscribe_url",
        "contact_id",
    ]

    init(_ job: EngineJob) throws(EngineProblem) {
        // The name has its column already.
        let others = job.fields.filter { $0 != .name }
        hasName = others.count < job.fields.count
        values = MergeValues(others, absent: .leftOut)
        fields = Self.columns + others.map(\.name)
    }

    mutating func begin(_ output: inout [UInt8]) {
        output.appendHeader(fields)
    }

    mutating func append(_ recipient: Recipient, to output: inout [UInt8]) throws(UnwritableValue) {
        // The comma that a cell begins with is not for the first one.
        let start = output.count
        output.appendCell(recipient.address)
        output.remove(at: start)
        output.appendCell(hasName ? recipient.name : nil)
        output.append(",<")
        output.append(contentsOf: recipient.unsubscribeURL)
        output.append(">,List-Unsubscribe=One-Click")
        output.appendCell(recipient.listID)
        output.append(",")
        output.append(contentsOf: recipient.envelopeSender)
        output.append(",")
        output.append(contentsOf: recipient.unsubscribeURL)
        output.append(",")
        HexText.append(recipient.contact, to: &output)
        try values.forEachText(of: recipient) { _, text in output.appendCell(text) }
        output.append("\r\n")
    }
}
