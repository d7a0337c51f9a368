/// What one pass over a file finds out before anything is read from it.
package struct FileSurvey: Sendable, Equatable {
    /// Bytes in the file.
    package let size: Int64
    /// How to read it: as found, or as the caller said.
    package let encoding: TextEncoding
    /// The file begins with a byte order mark.
    package let hasByteOrderMark: Bool
    /// Bytes of 0x80 or more that are no part of a UTF-8 character: with `encoding` UTF-8, how much will be rejected.
    package let bytesOutsideUTF8: Int

    /// Reads `file` to its end in flat memory, `chunk` bytes at a time.
    ///
    /// - Parameters:
    ///   - encoding: what the caller knows; nil finds it out.
    ///   - update: sees every byte of the file once and in order, for a hash of the contents.
    /// - Throws: `emptyFile`, `binaryFile`, or what the source throws.
    package init(
        of file: any ByteSource, encoding: TextEncoding? = nil, chunk: Int = 256 * 1024,
        update: (UnsafeRawBufferPointer) -> Void = { _ in }
    ) throws(IntakeError) {
        let space = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 8)
        defer { space.deallocate() }
        var file = file
        var evidence = EncodingEvidence()
        var mark: ByteOrderMark?
        var isBlank = true
        while true {
            let count = try file.fill(space)
            let bytes = UnsafeRawBufferPointer(rebasing: space[..<count])
            if evidence.size == 0 { mark = ByteOrderMark(of: bytes) }
            let content = bytes.dropFirst(evidence.size == 0 ? mark?.length ?? 0 : 0)
            isBlank = isBlank && content.allSatisfy { $0 == 0x20 || 0x09...0x0D ~= $0 }
            evidence.add(bytes)
            update(bytes)
            if count < chunk { break }
        }
        evidence.finish()
        if isBlank { throw .emptyFile }
        let chosen = encoding ?? Self.encoding(by: evidence, mark)
        if chosen != .utf16, let offset = evidence.firstNUL { throw .binaryFile(offset: offset) }
        self.size = evidence.size
        self.encoding = chosen
        self.hasByteOrderMark = mark != nil
        self.bytesOutsideUTF8 = evidence.utf8.badBytes
    }

    /// The encoding in the order of E2: byte order mark, UTF-8, then the Japanese ones by what speaks for each.
    static func encoding(by evidence: EncodingEvidence, _ mark: ByteOrderMark?) -> TextEncoding {
        if let mark { return mark == .utf8 ? .utf8 : .utf16 }
        // All of ISO-2022-JP is ASCII and so UTF-8, too: its escapes come first.
        if evidence.highBytes == 0 { return evidence.escapes.toKanji > 0 ? .iso2022JP : .utf8 }
        let (utf8, cp932, eucJP) = (evidence.utf8, evidence.cp932, evidence.eucJP)
        // Text of other encodings hits upon a UTF-8 character now and then, never on four for each miss.
        if utf8.badBytes == 0 || utf8.characters >= 4 * utf8.badBytes { return .utf8 }
        if eucJP.badBytes * 50 <= eucJP.characters, eucJP.telling * 8 >= eucJP.characters { return .eucJP }
        if cp932.badBytes * 4 <= cp932.characters { return .cp932 }
        return .utf8
    }
}
