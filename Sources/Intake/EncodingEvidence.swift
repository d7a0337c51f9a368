/// What the bytes of a file say about its encoding, counted while they pass.
struct EncodingEvidence {
    private(set) var utf8 = UTF8Evidence()
    private(set) var cp932 = CP932Evidence()
    private(set) var eucJP = EUCJPEvidence()
    private(set) var escapes = EscapeEvidence()
    /// Bytes of 0x80 or more.
    private(set) var highBytes = 0
    /// Where the first NUL stands, in bytes from the beginning.
    private(set) var firstNUL: Int64?
    /// Bytes seen.
    private(set) var size: Int64 = 0

    /// No character or escape sequence is open: then plain ASCII that follows changes no count.
    private var isBetweenCharacters = true

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var position = 0
        while position < bytes.count {
            if isBetweenCharacters {
                position = Self.endOfPlainText(bytes, from: position)
                if position == bytes.count { break }
            }
            add(bytes[position], at: size + Int64(position))
            position += 1
        }
        size += Int64(bytes.count)
    }

    /// Counts the characters cut off by the end of the file.
    mutating func finish() {
        utf8.finish()
        cp932.finish()
        eucJP.finish()
    }

    private mutating func add(_ byte: UInt8, at offset: Int64) {
        if byte >= 0x80 { highBytes += 1 }
        if byte == 0, firstNUL == nil { firstNUL = offset }
        utf8.add(byte)
        cp932.add(byte)
        eucJP.add(byte)
        escapes.add(byte)
        isBetweenCharacters = utf8.isIdle && cp932.isIdle && eucJP.isIdle && escapes.isIdle
    }

    /// The position of the first byte that is a NUL, an escape or not ASCII, or the end.
    private static func endOfPlainText(_ bytes: UnsafeRawBufferPointer, from position: Int) -> Int {
        var position = position
        while position + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
            let controls = ByteMarks.mask(of: 0x1B, in: word) | ByteMarks.mask(of: 0, in: word)
            let remarkable = controls | (word & ByteMarks.highBits)
            if remarkable != 0 { return position + remarkable.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < bytes.count, bytes[position] != 0, bytes[position] != 0x1B, bytes[position] < 0x80 {
            position += 1
        }
        return position
    }
}
