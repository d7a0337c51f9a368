/// The URL-safe alphabet of RFC 4648 §5, without padding, for lengths divisible by three: of those each byte sequence
/// has one text and each text one byte sequence.
enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// Writes four characters for every three bytes.
    static func encode(_ bytes: UnsafeRawBufferPointer, to text: UnsafeMutablePointer<UInt8>) {
        alphabet.withUnsafeBufferPointer { alphabet in
            var place = 0
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let group = Int(bytes[start]) << 16 | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
                text[place] = alphabet[group >> 18]
                text[place + 1] = alphabet[group >> 12 & 63]
                text[place + 2] = alphabet[group >> 6 & 63]
                text[place + 3] = alphabet[group & 63]
                place += 4
            }
        }
    }

    /// Fills `bytes` from a text of just the length that they need. Answers false if the length is another, or a
    /// character is outside the alphabet; then what `bytes` holds means nothing.
    static func decode(_ text: UnsafeBufferPointer<UInt8>, to bytes: UnsafeMutableRawBufferPointer) -> Bool {
        guard text.count == bytes.count / 3 * 4 else { return false }
        return values.withUnsafeBufferPointer { values in
            // Values have six bits: a higher bit is left by a character outside the alphabet alone.
            var seen: UInt8 = 0
            var place = 0
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let first = values[Int(text[place])]
                let second = values[Int(text[place + 1])]
                let third = values[Int(text[place + 2])]
                let fourth = values[Int(text[place + 3])]
                seen |= first | second | third | fourth
                bytes[start] = first << 2 | second >> 4
                bytes[start + 1] = second << 4 | third >> 2
                bytes[start + 2] = third << 6 | fourth
                place += 4
            }
            return seen & 0xC0 == 0
        }
    }
}
