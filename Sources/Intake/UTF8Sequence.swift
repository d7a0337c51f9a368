/// The shape of a multibyte character of UTF-8 (Unicode, table 3-7).
struct UTF8Sequence {
    /// Bytes in all, 2 to 4.
    let length: Int
    /// What the second byte may be; a third and fourth are 0x80...0xBF.
    let second: ClosedRange<UInt8>

    /// The shape that a lead byte announces; nil for ASCII and for a byte that leads nothing.
    @inline(__always)
    init?(lead: UInt8) {
        switch lead {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return nil
        }
    }
}
