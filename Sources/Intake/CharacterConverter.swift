import Glibc

/// The C library's converter from one encoding, asked for single characters: what the tables are made from.
struct CharacterConverter: ~Copyable {
    private let handle: iconv_t

    /// Nil if the C library does not have this encoding installed.
    init?(from encoding: String) {
        guard let handle = iconv_open("UTF-16LE", encoding), handle != iconv_t(bitPattern: -1) else { return nil }
        self.handle = handle
    }

    deinit {
        iconv_close(handle)
    }

    /// The UTF-16 code unit of the one character that `bytes` are, or 0 if they are none of the basic plane.
    func codeUnit(of bytes: [UInt8]) -> UInt16 {
        iconv(handle, nil, nil, nil, nil)
        var source = bytes.map { CChar(bitPattern: $0) }
        var unit: UInt16 = 0
        let isWhole = source.withUnsafeMutableBufferPointer { source in
            withUnsafeMutableBytes(of: &unit) { target in
                var input = source.baseAddress
                var inputLeft = source.count
                var output = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                var outputLeft = target.count
                let result = iconv(handle, &input, &inputLeft, &output, &outputLeft)
                return result == 0 && inputLeft == 0 && outputLeft == 0
            }
        }
        return isWhole ? UInt16(littleEndian: unit) : 0
    }
}
