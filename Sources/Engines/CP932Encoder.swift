#if canImport(Glibc)
    import Glibc
#endif

/// UTF-8 to CP932 by Microsoft's table, character by character through the C library once, then from memory.
struct CP932Encoder: Sendable {
    /// The bytes of every code unit of the basic plane: 0 for none, else one byte, or lead and trail.
    private let codes: [UInt16]

    init() {
        var codes = [UInt16](repeating: 0, count: 0x10000)
        for unit in 0..<0x80 { codes[unit] = UInt16(unit) }
        if let handle = iconv_open("CP932", "UTF-16LE"), handle != iconv_t(bitPattern: -1) {
            for unit in 0x80..<0x10000 where !(0xD800...0xDFFF ~= unit) {
                codes[unit] = Self.code(of: UInt16(unit), by: handle)
            }
            iconv_close(handle)
        }
        // What Japanese keyboards of other systems give for ～ − ∥ ¢ £ ¬: the same characters to a reader.
        for (unit, same) in [
            (0x301C, 0xFF5E), (0x2212, 0xFF0D), (0x2016, 0x2225), (0xA2, 0xFFE0), (0xA3, 0xFFE1), (0xAC, 0xFFE2),
        ]
        where codes[unit] == 0 {
            codes[unit] = codes[same]
        }
        self.codes = codes
    }

    /// The bytes of a text, or nil if CP932 cannot hold it.
    func encode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            guard let code = code(of: scalar) else { return nil }
            append(code, to: &output)
        }
        return output
    }

    /// The bytes of a text, with a question mark for what CP932 cannot hold.
    func lossy(_ text: String) -> [UInt8] {
        var output: [UInt8] = []
        for scalar in text.unicodeScalars {
            append(code(of: scalar) ?? UInt16(UInt8(ascii: "?")), to: &output)
        }
        return output
    }

    private func code(of scalar: Unicode.Scalar) -> UInt16? {
        guard scalar.value < 0x10000 else { return nil }
        let code = codes[Int(scalar.value)]
        return code == 0 && scalar.value != 0 ? nil : code
    }

    private func append(_ code: UInt16, to output: inout [UInt8]) {
        if code > 0xFF { output.append(UInt8(code >> 8)) }
        output.append(UInt8(code & 0xFF))
    }

    private static func code(of unit: UInt16, by handle: iconv_t) -> UInt16 {
        iconv(handle, nil, nil, nil, nil)
        var source = [CChar(bitPattern: UInt8(unit & 0xFF)), CChar(bitPattern: UInt8(unit >> 8))]
        var target = [CChar](repeating: 0, count: 4)
        let written = source.withUnsafeMutableBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target in
                var (input, inputLeft) = (source.baseAddress, source.count)
                var (output, outputLeft) = (target.baseAddress, target.count)
                return iconv(handle, &input, &inputLeft, &output, &outputLeft) == 0 ? 4 - outputLeft : 0
            }
        }
        switch written {
        case 1: return UInt16(UInt8(bitPattern: target[0]))
        case 2: return UInt16(UInt8(bitPattern: target[0])) << 8 | UInt16(UInt8(bitPattern: target[1]))
        default: return 0
        }
    }
}
