/// Reads requests from the bytes of a connection, in pieces of any size: lines `name=value`, then an empty line.
///
/// It never holds more than one line and the few attributes that decide, whatever is sent.
package struct PolicyParser {
    private var line: [UInt8] = []
    private var attributes: [String: String] = [:]
    private var lines = 0

    /// Postfix's own limit on a line is 2,048.
    private static let longestLine = 4096
    /// Postfix sends about 30.
    private static let mostLines = 200
    private static let newline = UInt8(ascii: "\n")

    package init() {}

    /// Whether a request has begun and is not whole yet.
    package var isWithinRequest: Bool { lines > 0 || !line.isEmpty }

    /// Takes more bytes. Answers the requests that they complete. After a problem the parser is of no use any more.
    package mutating func take(_ bytes: UnsafeRawBufferPointer) throws(PolicyProblem) -> [PolicyRequest] {
        var requests: [PolicyRequest] = []
        for byte in bytes {
            guard byte == Self.newline else {
                guard byte >= 0x20, byte != 0x7F else { throw .controlCharacter }
                guard line.count < Self.longestLine else { throw .lineTooLong }
                line.append(byte)
                continue
            }
            if line.isEmpty {
                requests.append(try finished())
            } else {
                try endLine()
            }
        }
        return requests
    }

    private mutating func endLine() throws(PolicyProblem) {
        guard lines < Self.mostLines else { throw .tooManyAttributes }
        lines += 1
        guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { throw .noEqualsSign }
        let name = String(decoding: line[..<equals], as: UTF8.self)
        if ["request", "protocol_state", "sender", "recipient", "recipient_count"].contains(name) {
            let value = String(decoding: line[(equals + 1)...], as: UTF8.self)
            guard attributes.updateValue(value, forKey: name) == nil else { throw .repeatedAttribute }
        }
        line.removeAll(keepingCapacity: true)
    }

    private mutating func finished() throws(PolicyProblem) -> PolicyRequest {
        defer {
            attributes.removeAll(keepingCapacity: true)
            lines = 0
        }
        guard attributes["request"] == "smtpd_access_policy" else { throw .otherRequest }
        let state: PolicyRequest.State =
            switch attributes["protocol_state"] {
            case "RCPT": .recipient
            case "DATA", "END-OF-MESSAGE": .message
            default: .other
            }
        guard let count = Int(attributes["recipient_count"] ?? "0"), count >= 0 else { throw .badCount }
        return PolicyRequest(
            state: state, sender: attributes["sender"] ?? "", recipient: attributes["recipient"] ?? "",
            recipientCount: count)
    }
}
