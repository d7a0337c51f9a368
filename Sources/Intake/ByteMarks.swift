/// Finds bytes eight at a time: in a mask, the high bit of each byte that matches is set and every other bit is clear.
enum ByteMarks {
    static let highBits: UInt64 = 0x8080_8080_8080_8080
    private static let lowBits: UInt64 = 0x7F7F_7F7F_7F7F_7F7F

    /// Eight times `byte`.
    @inline(__always)
    static func repeated(_ byte: UInt8) -> UInt64 {
        0x0101_0101_0101_0101 &* UInt64(byte)
    }

    /// Has the high bit of a byte clear exactly where `word` has the byte that `pattern` repeats. No carry passes from
    /// one byte to the next, so there are no false marks.
    @inline(__always)
    static func difference(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
        let unequal = word ^ pattern
        return ((unequal & lowBits) &+ lowBits) | unequal
    }

    /// Marks the bytes of `word` that are `byte`.
    @inline(__always)
    static func mask(of byte: UInt8, in word: UInt64) -> UInt64 {
        ~difference(word, repeated(byte)) & highBits
    }
}
