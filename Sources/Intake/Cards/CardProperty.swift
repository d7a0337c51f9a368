/// One property of a card: `EMAIL;TYPE=work:taro@example.jp`.
struct CardProperty {
    /// In capitals, without its group.
    let name: String
    /// The value in UTF-8, its escapes still there.
    private let value: [UInt8]

    /// The name in a line, in capitals and without a group (`item1.EMAIL`); nil if it has none.
    static func name(of line: UnsafeBufferPointer<UInt8>) -> String? {
        let full = line.prefix { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ";") }
        guard full.count < line.count, full.count <= 64 else { return nil }
        let name = full.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).last ?? []
        return String(decoding: name, as: UTF8.self).uppercased()
    }

    /// Whether a line's value goes on behind a `=` at its end, as quoted-printable does in cards of old.
    static func isQuotedPrintable(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        let parameters = String(decoding: line.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self).uppercased()
        return parameters.contains("QUOTED-PRINTABLE")
    }

    /// Reads an unfolded line in UTF-8; nil if it is no property.
    init?(_ line: [UInt8]) {
        var colon: Int?
        var isQuoted = false
        for (index, byte) in line.enumerated() {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == UInt8(ascii: ":"), !isQuoted {
                colon = index
                break
            }
        }
        guard let colon else { return nil }
        let head = String(decoding: line[..<colon], as: UTF8.self).uppercased()
        let parts = head.split(separator: ";", omittingEmptySubsequences: false)
        name = parts[0].split(separator: ".", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        var bytes = Array(line[(colon + 1)...])
        var charset = ""
        var isEncoded = false
        for part in parts.dropFirst() {
            let parameter = part.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != "\"" } }
            switch (parameter.first ?? "", parameter.count > 1 ? parameter[1] : "") {
            case ("CHARSET", let name): charset = name
            case ("ENCODING", "QUOTED-PRINTABLE"), ("QUOTED-PRINTABLE", _):
                bytes = TransferEncoding.quotedPrintable(bytes)
                isEncoded = true
            case ("ENCODING", "B"), ("ENCODING", "BASE64"), ("BASE64", _):
                bytes = TransferEncoding.base64(bytes) ?? bytes
                isEncoded = true
            default: break
            }
        }
        // Bytes written in ASCII are in the charset that is named; others have the encoding of the file.
        if isEncoded {
            bytes = charset.isEmpty ? CharsetText.guessed(bytes) : CharsetText.decoded(bytes, charset: charset) ?? bytes
        }
        value = bytes
    }

    /// The value without escapes, trimmed.
    var text: [UInt8] { Self.unescaped(value[...]) }

    /// The parts of a value with components (`N`, `ORG`) or of a list (`CATEGORIES`).
    func parts(separatedBy separator: UInt8) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var start = 0
        var position = 0
        while position < value.count {
            if value[position] == UInt8(ascii: "\\") {
                position += 2
                continue
            }
            if value[position] == separator {
                parts.append(Self.unescaped(value[start..<position]))
                start = position + 1
            }
            position += 1
        }
        return parts + [Self.unescaped(value[start...])]
    }

    /// RFC 6350 §3.4.
    private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        var isEscaped = false
        for byte in text {
            if isEscaped {
                isEscaped = false
                output.append(byte == UInt8(ascii: "n") || byte == UInt8(ascii: "N") ? 0x0A : byte)
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                output.append(byte)
            }
        }
        while let first = output.first, first == 0x20 || first == 0x09 { output.removeFirst() }
        while let last = output.last, last == 0x20 || last == 0x09 { output.removeLast() }
        return output
    }
}
