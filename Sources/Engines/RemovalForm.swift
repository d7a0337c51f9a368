package import Consent

/// How an engine is told who must not be mailed any more.
package enum RemovalForm: Sendable {
    case csv
    case jsonLines

    package var fileEnding: String {
        switch self {
        case .csv: "csv"
        case .jsonLines: "jsonl"
        }
    }

    /// Appends what stands before the first person.
    package func begin(_ output: inout [UInt8]) {
        if case .csv = self { output.appendHeader(["contact_id", "email", "reason"]) }
    }

    /// Appends one person. The address is nil for one whose data was erased: the id is all that is left.
    package func append(
        _ contact: ContactID, address: [UInt8]?, reason: String, to output: inout [UInt8]
    ) {
        switch self {
        case .csv:
            HexText.append(contact, to: &output)
            output.appendCell(address ?? [])
            output.appendCell(Array(reason.utf8))
            output.append("\r\n")
        case .jsonLines:
            output.append("{\"contact_id\":\"")
            HexText.append(contact, to: &output)
            output.append("\",\"email\":")
            if let address {
                address.withUnsafeBufferPointer { JSONText.append($0, to: &output) }
            } else {
                output.append("null")
            }
            output += Array(",\"reason\":\(JSONText.quoted(reason))}\n".utf8)
        }
    }
}
