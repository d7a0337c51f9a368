/// Encoded words in the names of mail (RFC 2047): `=?ISO-2022-JP?B?GyRCOzNFRBsoQg==?=`.
enum EncodedWords {
    private struct Word {
        let charset: String
        let bytes: [UInt8]
        /// Behind its `?=`.
        let end: Int
    }

    /// `text` with its encoded words decoded. A word that cannot be stays as it is written.
    ///
    /// White space between two of them goes (§6.2). Words of one charset that follow each other are decoded as one
    /// text, because many programs cut a character, or a switch of ISO-2022-JP, in two.
    static func decoded(_ text: [UInt8]) -> [UInt8] {
        guard text.contains(UInt8(ascii: "?")) else { return text }
        var output: [UInt8] = []
        var position = 0
        while position < text.count {
            guard text[position] == UInt8(ascii: "="), var word = word(in: text, at: position) else {
                output.append(text[position])
                position += 1
                continue
            }
            let start = position
            var bytes = word.bytes
            position = word.end
            while let next = self.word(in: text, at: endOfSpace(in: text, from: position)),
                next.charset == word.charset
            {
                bytes += next.bytes
                word = next
                position = word.end
            }
            if let decoded = CharsetText.decoded(bytes, charset: word.charset) {
                output += decoded
                let next = endOfSpace(in: text, from: position)
                if next > position, self.word(in: text, at: next) != nil { position = next }
            } else {
                output += text[start..<position]
            }
        }
        return output
    }

    private static func endOfSpace(in text: [UInt8], from start: Int) -> Int {
        var position = start
        while position < text.count, [0x20, 0x09, 0x0D, 0x0A].contains(text[position]) { position += 1 }
        return position
    }

    /// The encoded word that begins at `start`.
    private static func word(in text: [UInt8], at start: Int) -> Word? {
        guard start + 1 < text.count, text[start] == UInt8(ascii: "="), text[start + 1] == UInt8(ascii: "?") else {
            return nil
        }
        let question = UInt8(ascii: "?")
        guard let charsetEnd = text[(start + 2)...].firstIndex(of: question), charsetEnd - start < 64,
            charsetEnd + 2 < text.count, text[charsetEnd + 2] == question,
            let textEnd = text[(charsetEnd + 3)...].firstIndex(of: question),
            textEnd + 1 < text.count, text[textEnd + 1] == UInt8(ascii: "=")
        else { return nil }
        // RFC 2231 §5 lets a language follow the charset.
        let charset = text[(start + 2)..<charsetEnd].prefix { $0 != UInt8(ascii: "*") }
        let content = text[(charsetEnd + 3)..<textEnd]
        let bytes: [UInt8]?
        switch text[charsetEnd + 1] {
        case UInt8(ascii: "B"), UInt8(ascii: "b"): bytes = TransferEncoding.base64(content)
        case UInt8(ascii: "Q"), UInt8(ascii: "q"):
            bytes = TransferEncoding.quotedPrintable(content, underscoreIsSpace: true)
        default: bytes = nil
        }
        return bytes.map {
            Word(charset: String(decoding: charset, as: UTF8.self).lowercased(), bytes: $0, end: textEnd + 2)
        }
    }
}
