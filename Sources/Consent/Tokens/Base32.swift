/// The alphabet of RFC 4648 §6 in lower case, without padding, for lengths divisible by five.
enum Base32 {
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    /// Writes eight characters for every five bytes.
    static func encode(_ bytes: UnsafeRawBufferPointer, to text: UnsafeMutablePointer<UInt8>) {
        alphabet.withUnsafeBufferPointer { alphabet in
            for (group, start) in stride(from: 0, to: bytes.count, by: 5).enumerated() {
                let value = (0..<5).reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[start + $1]) }
                for place in 0..<8 { text[group * 8 + place] = alphabet[Int(value >> (35 - 5 * UInt64(place)) & 31)] }
            }
        }
    }

    /// The bytes of a text in either case, or nil if a character is outside the alphabet or the length is no multiple of
    /// eight.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        guard text.utf8.count.isMultiple(of: 8) else { return nil }
        var bytes: [UInt8] = []
        var value: UInt64 = 0
        for (place, character) in text.utf8.enumerated() {
            switch character {
            case 0x61...0x7A: value = value << 5 | UInt64(character - 0x61)
            case 0x41...0x5A: value = value << 5 | UInt64(character - 0x41)
            case 0x32...0x37: value = value << 5 | UInt64(character - 0x32 + 26)
            default: return nil
            }
            if place % 8 == 7 {
                for shift in stride(from: 32, through: 0, by: -8) { bytes.append(UInt8(value >> UInt64(shift) & 0xFF)) }
                value = 0
            }
        }
        return bytes
    }
}
