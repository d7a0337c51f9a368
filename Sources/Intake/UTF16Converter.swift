/// UTF-16 to UTF-8. The byte order mark is eaten. A lone surrogate, half a code unit and U+0000, which PostgreSQL's text
/// cannot hold, become the byte 0xFF.
struct UTF16Converter: StreamConverter {
    private static let undecodable: UInt8 = 0xFF

    /// Whether the high byte of a code unit comes first; nil until the first bytes are seen.
    private var isBigEndian: Bool?
    /// The first byte of a code unit whose second has not come.
    private var halfUnit: UInt8?
    /// A high surrogate whose low one has not come.
    private var highSurrogate: UInt16?

    mutating func convert(_ input: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        var rest = input[...]
        if isBigEndian == nil {
            guard rest.count >= 2 else { return halfUnit = rest.first }
            let mark = (rest[0], rest[1])
            if mark == (0xFE, 0xFF) || mark == (0xFF, 0xFE) {
                isBigEndian = mark == (0xFE, 0xFF)
                rest = rest.dropFirst(2)
            } else {
                isBigEndian = Self.looksBigEndian(input)
            }
        }
        for byte in rest {
            guard let first = halfUnit else {
                halfUnit = byte
                continue
            }
            halfUnit = nil
            append(isBigEndian! ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first), to: &output)
        }
    }

    mutating func finish(into output: inout [UInt8]) {
        if halfUnit != nil || highSurrogate != nil { output.append(Self.undecodable) }
    }

    private mutating func append(_ unit: UInt16, to output: inout [UInt8]) {
        if let high = highSurrogate {
            highSurrogate = nil
            if UTF16.isTrailSurrogate(unit) {
                let scalar = 0x1_0000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
                output.append(contentsOf: UTF8.encode(Unicode.Scalar(scalar)!)!)
                return
            }
            output.append(Self.undecodable)
        }
        switch unit {
        case 0, 0xDC00..<0xE000:
            output.append(Self.undecodable)
        case 0xD800..<0xDC00:
            highSurrogate = unit
        default:
            output.append(utf16: unit)
        }
    }

    /// The high bytes of ASCII are NULs: they come first in big-endian text.
    private static func looksBigEndian(_ input: UnsafeRawBufferPointer) -> Bool {
        var firstNULs = 0
        var secondNULs = 0
        for (index, byte) in input.enumerated() where byte == 0 {
            if index.isMultiple(of: 2) { firstNULs += 1 } else { secondNULs += 1 }
        }
        return firstNULs > secondNULs
    }
}
