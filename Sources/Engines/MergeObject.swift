import Consent

/// What the template of an engine may name of a person, as one JSON object: `unsubscribe_url` and the merge fields.
struct MergeObject: Sendable {
    private var values: MergeValues

    /// The names in the object.
    let names: [String]

    init(_ fields: [MergeField]) {
        values = MergeValues(fields, absent: .emptyText)
        names = ["unsubscribe_url"] + fields.map(\.name)
    }

    mutating func append(_ recipient: Recipient, to output: inout [UInt8]) {
        output.append("{\"unsubscribe_url\":\"")
        output.append(contentsOf: recipient.unsubscribeURL)
        output.append("\"")
        values.appendMembers(of: recipient, to: &output)
        output.append("}")
    }
}

extension [UInt8] {
    /// Appends `{"List-Unsubscribe":"<…>","List-Unsubscribe-Post":"…","List-Id":"<…>"` without the closing brace.
    mutating func appendHeaderMembers(_ recipient: Recipient) {
        append("{\"List-Unsubscribe\":\"<")
        append(contentsOf: recipient.unsubscribeURL)
        append(">\",\"List-Unsubscribe-Post\":\"List-Unsubscribe=One-Click\",\"List-Id\":\"")
        append(contentsOf: recipient.listID)
        append("\"")
    }

    /// Appends `[{"Name":"List-Unsubscribe","Value":"<…>"},…]`.
    mutating func appendHeaderList(_ recipient: Recipient) {
        append("[{\"Name\":\"List-Unsubscribe\",\"Value\":\"<")
        append(contentsOf: recipient.unsubscribeURL)
        append(">\"},{\"Name\":\"List-Unsubscribe-Post\",\"Value\":\"List-Unsubscribe=One-Click\"},")
        append("{\"Name\":\"List-Id\",\"Value\":\"")
        append(contentsOf: recipient.listID)
        append("\"}]")
    }
}
