import Consent

/// The text form of ids, written without a detour over `String`.
enum HexText {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Appends the 36 characters of RFC 9562 §4: digits in groups of 8-4-4-4-12.
    static func append(_ id: ContactID, to output: inout [UInt8]) {
        append(id.high >> 32, 8, to: &output)
        output.append(UInt8(ascii: "-"))
        append(id.high >> 16, 4, to: &output)
        output.append(UInt8(ascii: "-"))
        append(id.high, 4, to: &output)
        output.append(UInt8(ascii: "-"))
        append(id.low >> 48, 4, to: &output)
        output.append(UInt8(ascii: "-"))
        append(id.low, 12, to: &output)
    }

    /// Appends the lowest `count` digits of a number.
    private static func append(_ number: UInt64, _ count: Int, to output: inout [UInt8]) {
        digits.withUnsafeBufferPointer { digits in
            for place in stride(from: (count - 1) * 4, through: 0, by: -4) {
                output.append(digits[Int(number >> UInt64(place) & 15)])
            }
        }
    }
}
