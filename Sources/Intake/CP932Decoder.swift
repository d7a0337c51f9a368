/// CP932 to UTF-8, by Microsoft's table: 0x8160 is U+FF5E (～), 0x817C is U+FF0D (－).
struct CP932Decoder: CharacterDecoder {
    let table: DoubleByteTable

    func decode(_ bytes: UnsafeBufferPointer<UInt8>, into text: inout [UInt8]) -> Int {
        var position = 0
        while true {
            let endOfASCII = bytes.endOfASCII(from: position)
            text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[position..<endOfASCII]))
            position = endOfASCII
            while position < bytes.count, bytes[position] >= 0x80 {
                let lead = bytes[position]
                if 0xA1...0xDF ~= lead {
                    text.append(utf16: 0xFF61 + UInt16(lead - 0xA1))
                    position += 1
                    continue
                }
                guard position + 1 < bytes.count else { return position }
                let unit = table[lead, bytes[position + 1]]
                if unit == 0 { return position }
                text.append(utf16: unit)
                position += 2
            }
            if position == bytes.count { return position }
        }
    }
}
