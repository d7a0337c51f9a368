import Glibc

/// Texts that say their own charset, as mail and cards do.
enum CharsetText {
    /// `bytes` in UTF-8, or nil if they are no text in `charset`, or nobody knows it.
    static func decoded(_ bytes: [UInt8], charset: some StringProtocol) -> [UInt8]? {
        switch charset.lowercased() {
        case "utf-8", "utf8", "us-ascii", "ascii", "": decoded(bytes, .utf8)
        case "shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j", "cp932", "ms932":
            decoded(bytes, .cp932)
        case "euc-jp", "x-euc-jp", "eucjp": decoded(bytes, .eucJP)
        case "iso-2022-jp", "iso-2022-jp-1", "iso-2022-jp-2", "iso-2022-jp-3", "iso-2022-jp-ms", "cp50220", "cp50221":
            iso2022JP(bytes)
        case let other: converted(bytes, other)
        }
    }

    /// Text that says no charset, by the evidence by which a file's encoding is found; as it is if it cannot be decoded.
    static func guessed(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.allSatisfy({ $0 < 0x80 && $0 != 0x1B }) { return bytes }
        var evidence = EncodingEvidence()
        bytes.withUnsafeBytes { evidence.add($0) }
        evidence.finish()
        return decoded(bytes, charset: FileSurvey.encoding(by: evidence, nil).rawValue) ?? bytes
    }

    static func decoded(_ bytes: [UInt8], _ encoding: CellEncoding) -> [UInt8]? {
        guard let decoder = try? CellDecoder(encoding) else { return nil }
        var text: [UInt8] = []
        let count = bytes.withUnsafeBufferPointer { decoder.decodePrefix($0, into: &text) }
        return count == bytes.count ? text : nil
    }

    private static func iso2022JP(_ bytes: [UInt8]) -> [UInt8]? {
        var converter = ISO2022JPConverter()
        var output: [UInt8] = []
        bytes.withUnsafeBytes { converter.convert($0, into: &output) }
        converter.finish(into: &output)
        return decoded(output, .cp932)
    }

    /// Asks the C library, which knows the charsets of the rest of the world.
    private static func converted(_ bytes: [UInt8], _ charset: String) -> [UInt8]? {
        let isName =
            charset.utf8.count <= 40
            && charset.utf8.allSatisfy { byte in
                0x30...0x39 ~= byte || 0x61...0x7A ~= byte || [0x2D, 0x5F, 0x2E, 0x3A].contains(byte)
            }
        guard isName, let handle = iconv_open("UTF-8", charset), handle != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(handle) }
        var source = bytes.map { CChar(bitPattern: $0) }
        var target = [CChar](repeating: 0, count: bytes.count * 4 + 16)
        return source.withUnsafeMutableBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target in
                var input = source.baseAddress
                var inputLeft = source.count
                var output = target.baseAddress
                var outputLeft = target.count
                guard iconv(handle, &input, &inputLeft, &output, &outputLeft) != -1, inputLeft == 0 else { return nil }
                return target[..<(target.count - outputLeft)].map { UInt8(bitPattern: $0) }
            }
        }
    }
}
