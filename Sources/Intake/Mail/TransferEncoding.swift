/// Bytes written in ASCII (RFC 2045 §6).
enum TransferEncoding {
    /// Quoted-printable. What is no escape stands as it is. With `underscoreIsSpace` as RFC 2047 §4.2 has it.
    static func quotedPrintable(_ text: some Collection<UInt8>, underscoreIsSpace: Bool = false) -> [UInt8] {
        let text = Array(text)
        var bytes: [UInt8] = []
        var position = 0
        while position < text.count {
            let byte = text[position]
            position += 1
            if byte == UInt8(ascii: "="), position + 1 < text.count,
                let high = hexValue(text[position]), let low = hexValue(text[position + 1])
            {
                bytes.append(high << 4 | low)
                position += 2
            } else {
                bytes.append(underscoreIsSpace && byte == UInt8(ascii: "_") ? 0x20 : byte)
            }
        }
        return bytes
    }

    /// Base64, with or without padding; nil if there is anything else but white space in it.
    static func base64(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        var isPadded = false
        for byte in text {
            let value: UInt8
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = byte - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = byte - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0") + 52
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            case UInt8(ascii: "="):
                isPadded = true
                continue
            case 0x20, 0x09, 0x0D, 0x0A: continue
            default: return nil
            }
            if isPadded { return nil }
            bits = bits << 6 | UInt32(value)
            count += 1
            if count % 4 != 1 { bytes.append(UInt8(truncatingIfNeeded: bits >> [0: 0, 2: 4, 3: 2][count % 4]!)) }
        }
        return count % 4 == 1 ? nil : bytes
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
