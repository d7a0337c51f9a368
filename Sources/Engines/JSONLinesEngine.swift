import Consent

/// One JSON object a line, with the names and values of the CSV; an unknown name or locale is null, an
/// absent attribute is left out.
struct JSONLinesEngine: EngineFormat {
    static let name = "jsonl"
    static let fileName = "recipients.jsonl"
    static let removals = RemovalForm.jsonLines
    static let policy = EnginePolicy(
        nonASCIIAddresses: .raw, carrierAddresses: .raw, quotedAddresses: .raw, limit: "none", defaultFields: .all,
        remark: "for programs of your own")

    let fields: [String]
    private var values: MergeValues

    init(_ job: EngineJob) throws(EngineProblem) {
        values = MergeValues(job.fields, absent: .leftOut)
        fields = ["contact_id", "email"] + job.fields.map(\.name) + PlainFields.after
    }

    mutating func append(_ recipient: Recipient, to output: inout [UInt8]) throws(UnwritableValue) {
        output.append("{\"contact_id\":\"")
        HexText.append(recipient.contact, to: &output)
        output.append("\",\"email\":")
        JSONText.append(recipient.address, to: &output)
        values.appendMembers(of: recipient, to: &output)
        output.append(",\"unsubscribe_url\":\"")
        output.append(contentsOf: recipient.unsubscribeURL)
        output.append("\",\"list_unsubscribe\":\"<")
        output.append(contentsOf: recipient.unsubscribeURL)
        output.append(">\",\"list_unsubscribe_post\":\"List-Unsubscribe=One-Click\",\"list_id\":\"")
        output.append(contentsOf: recipient.listID)
        output.append("\"")
        if let basis = recipient.basis {
            output.append(",\"basis\":")
            JSONText.append(basis, to: &output)
        }
        output.append("}\n")
    }
}
