import Consent

/// The text form of ids, written without a detour over `String`.
enum HexText {
    /// Appends the 36 characters of RFC 9562 §4: digits in groups of 8-4-4-4-12.
    static func append(_ id: ContactID, to output: inout [UInt8]) {
        withUnsafeTemporaryAllocation(byteCount: 36, alignment: 8) { text in
            func put(_ value: some FixedWidthInteger, at place: Int) {
                text.storeBytes(of: value.littleEndian, toByteOffset: place, as: type(of: value))
            }
            let middle = digits(UInt32(truncatingIfNeeded: id.high))
            let upper = digits(UInt32(truncatingIfNeeded: id.low >> 32))
            put(digits(UInt32(truncatingIfNeeded: id.high >> 32)), at: 0)
            put(UInt32(truncatingIfNeeded: middle), at: 9)
            put(UInt32(truncatingIfNeeded: middle >> 32), at: 14)
            put(UInt32(truncatingIfNeeded: upper), at: 19)
            put(UInt32(truncatingIfNeeded: upper >> 32), at: 24)
            put(digits(UInt32(truncatingIfNeeded: id.low)), at: 28)
            put(dash, at: 8)
            put(dash, at: 13)
            put(dash, at: 18)
            put(dash, at: 23)
            output.append(contentsOf: UnsafeRawBufferPointer(text))
        }
    }

    private static let dash = UInt8(ascii: "-")

    /// The eight digits of a number, the first in the lowest byte.
    @inline(__always)
    private static func digits(_ number: UInt32) -> UInt64 {
        // One digit a byte, then all eight at once: 0x30 more, and 0x27 more again from ten on.
        var digits = UInt64(number.byteSwapped)
        digits = (digits | digits << 16) & 0x0000_FFFF_0000_FFFF
        digits = (digits | digits << 8) & 0x00FF_00FF_00FF_00FF
        digits = (digits >> 4 | digits << 8) & 0x0F0F_0F0F_0F0F_0F0F
        let letters = (digits &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return digits &+ 0x3030_3030_3030_3030 &+ letters &* 0x27
    }
}
