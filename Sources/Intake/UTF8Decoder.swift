/// UTF-8 as it is, once it is found valid: no overlong form, no surrogate, nothing above U+10FFFF (Unicode, table 3-7).
struct UTF8Decoder: CharacterDecoder {
    func decode(_ bytes: UnsafeBufferPointer<UInt8>, into text: inout [UInt8]) -> Int {
        let valid = Self.validPrefix(of: bytes, from: bytes.endOfASCII(from: 0))
        text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[..<valid]))
        return valid
    }

    /// How many bytes of `bytes` are whole characters before the first that is not; up to `start` they are known to be.
    static func validPrefix(of bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var position = start
        while position < bytes.count {
            guard let sequence = UTF8Sequence(lead: bytes[position]), position + sequence.length <= bytes.count,
                sequence.second ~= bytes[position + 1]
            else { return position }
            for further in 2..<max(2, sequence.length) where bytes[position + further] & 0xC0 != 0x80 {
                return position
            }
            position += sequence.length
            if position < bytes.count, bytes[position] < 0x80 { position = bytes.endOfASCII(from: position) }
        }
        return position
    }
}
