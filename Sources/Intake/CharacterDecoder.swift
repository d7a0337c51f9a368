/// Decodes text of one encoding as far as it is valid.
protocol CharacterDecoder: Sendable {
    /// Appends the characters of `bytes` to `text` in UTF-8 up to the first that is invalid, and returns how many bytes
    /// were decoded: all of them if none is.
    func decode(_ bytes: UnsafeBufferPointer<UInt8>, into text: inout [UInt8]) -> Int
}

extension UnsafeBufferPointer<UInt8> {
    /// The position of the first byte of 0x80 or more at or behind `position`, or `count`.
    @inline(__always)
    func endOfASCII(from position: Int) -> Int {
        end(from: position, { $0 & ByteMarks.highBits }, { $0 < 0x80 })
    }

    /// The position of the first byte that is a NUL or no ASCII, or `count`.
    @inline(__always)
    func endOfASCIIWithoutNUL() -> Int {
        end(from: 0, { ($0 | ByteMarks.mask(of: 0, in: $0)) & ByteMarks.highBits }, { 0x01...0x7F ~= $0 })
    }

    /// The position of the first byte, at or behind `position`, that `marks` marks in a word and of which `isPlain` is false.
    @inline(__always)
    private func end(from position: Int, _ marks: (UInt64) -> UInt64, _ isPlain: (UInt8) -> Bool) -> Int {
        var position = position
        let bytes = UnsafeRawBufferPointer(self)
        while position + 8 <= count {
            let marks = marks(bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian)
            if marks != 0 { return position + marks.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < count, isPlain(self[position]) { position += 1 }
        return position
    }
}

extension [UInt8] {
    /// Appends the UTF-8 form of a UTF-16 code unit that is no surrogate.
    @inline(__always)
    mutating func append(utf16 unit: UInt16) {
        if unit < 0x80 {
            append(UInt8(truncatingIfNeeded: unit))
        } else if unit < 0x800 {
            append(0xC0 | UInt8(truncatingIfNeeded: unit >> 6))
            append(0x80 | UInt8(truncatingIfNeeded: unit & 0x3F))
        } else {
            append(0xE0 | UInt8(truncatingIfNeeded: unit >> 12))
            append(0x80 | UInt8(truncatingIfNeeded: unit >> 6 & 0x3F))
            append(0x80 | UInt8(truncatingIfNeeded: unit & 0x3F))
        }
    }
}
