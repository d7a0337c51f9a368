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

    /// The bytes of a text, or nil if a character is outside the alphabet or the length is no multiple of four.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let characters = text.utf8
        guard characters.count.isMultiple(of: 4) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 4 * 3)
        var group = 0
        for (place, character) in characters.enumerated() {
            let value = values[Int(character)]
            guard value != 0xFF else { return nil }
            group = group << 6 | Int(value)
            if place % 4 == 3 {
                bytes += [UInt8(group >> 16), UInt8(group >> 8 & 0xFF), UInt8(group & 0xFF)]
                group = 0
            }
        }
        return bytes
    }
}
