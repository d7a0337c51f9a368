/// JSON strings (RFC 8259 §7), written where building a whole document would cost too much.
package enum JSONText {
    /// A text in quotes, with all that must be escaped.
    package static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        var text = text
        text.withUTF8 { append($0, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends a UTF-8 text in quotes to a document.
    package static func append(_ text: UnsafeBufferPointer<UInt8>, to document: inout [UInt8]) {
        document.append(UInt8(ascii: "\""))
        var plain = text.startIndex
        for place in text.indices where text[place] < 0x20 || text[place] == 0x22 || text[place] == 0x5C {
            document.append(contentsOf: text[plain..<place])
            plain = place + 1
            // Byte by byte: an array for each would cost more than all the rest, where JSON stands in JSON.
            document.append(0x5C)
            switch text[place] {
            case 0x0A: document.append(UInt8(ascii: "n"))
            case 0x0D: document.append(UInt8(ascii: "r"))
            case 0x09: document.append(UInt8(ascii: "t"))
            case let control where control < 0x20:
                let digits = Array("0123456789abcdef".utf8)
                document += Array("u00".utf8) + [digits[Int(control >> 4)], digits[Int(control & 15)]]
            case let itself: document.append(itself)
            }
        }
        document.append(contentsOf: text[plain...])
        document.append(UInt8(ascii: "\""))
    }
}
