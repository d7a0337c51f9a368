/// The header of a message, read from its bytes: nothing is repaired, so what is wrong in it can be said.
package struct MessageHeader: Sendable {
    package let fields: [HeaderField]

    /// Reads up to the empty line. Answers nil if a line is neither a field nor the continuation of one.
    init?(_ bytes: [UInt8]) {
        var fields: [HeaderField] = []
        var start = bytes.startIndex
        // A line that a mailbox file puts before a message.
        var isFirst = true
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.endIndex
            var line = bytes[start..<end]
            start = end < bytes.endIndex ? end + 1 : end
            let isContinuation = line.first == 0x20 || line.first == 0x09
            if line.last == 0x0D { line = line.dropLast() }
            if line.isEmpty { break }
            if isContinuation, let last = fields.popLast() {
                fields.append(HeaderField(name: last.name, raw: last.raw + [0x0D, 0x0A] + line))
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")), Self.isName(line[..<colon]) {
                let name = String(decoding: line[..<colon], as: UTF8.self).trimmed.lowercased()
                fields.append(HeaderField(name: name, raw: Array(line[(colon + 1)...])))
            } else if !(isFirst && line.starts(with: Array("From ".utf8))) {
                return nil
            }
            isFirst = false
        }
        guard !fields.isEmpty else { return nil }
        self.fields = fields
    }

    /// The fields of a name in any letter case, in the order of the message.
    package func fields(named name: String) -> [HeaderField] {
        let name = name.lowercased()
        return fields.filter { $0.name == name }
    }

    /// RFC 5322 §2.2: printable ASCII without a colon; white space before the colon as the obsolete syntax has it.
    private static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
        let name = bytes.reversed().drop { $0 == 0x20 || $0 == 0x09 }
        return !name.isEmpty && name.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
