/// EUC-JP to UTF-8, with the characters that Windows adds (`JISCharacter.cp932`).
struct EUCJPDecoder: CharacterDecoder {
    /// CP932's characters.
    let table: DoubleByteTable
    /// The characters written in three bytes.
    let supplement: DoubleByteTable

    private static let halfWidthKana: UInt8 = 0x8E
    private static let threeBytes: UInt8 = 0x8F

    func decode(_ bytes: UnsafeBufferPointer<UInt8>, into text: inout [UInt8]) -> Int {
        var position = 0
        while true {
            let endOfASCII = bytes.endOfASCII(from: position)
            text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[position..<endOfASCII]))
            position = endOfASCII
            while position < bytes.count, bytes[position] >= 0x80 {
                let (unit, length) = character(UnsafeBufferPointer(rebasing: bytes[position...]))
                if unit == 0 { return position }
                text.append(utf16: unit)
                position += length
            }
            if position == bytes.count { return position }
        }
    }

    /// The code unit of the character at the front of `bytes`, 0 if it is none, and its number of bytes.
    private func character(_ bytes: UnsafeBufferPointer<UInt8>) -> (unit: UInt16, length: Int) {
        guard bytes.count >= 2 else { return (0, 0) }
        switch bytes[0] {
        case Self.halfWidthKana:
            return 0xA1...0xDF ~= bytes[1] ? (0xFF61 + UInt16(bytes[1] - 0xA1), 2) : (0, 0)
        case Self.threeBytes:
            return bytes.count >= 3 && bytes[1] >= 0x80 ? (supplement[bytes[1], bytes[2]], 3) : (0, 0)
        default:
            guard bytes[1] >= 0x80, let place = JISCharacter(row: bytes[0] & 0x7F, cell: bytes[1] & 0x7F) else {
                return (0, 0)
            }
            return (table[place.cp932.lead, place.cp932.trail], 2)
        }
    }
}
