import Glibc
import Intake
import Testing

@Suite("File survey")
struct FileSurveyTests {
    private static let text =
        "メールアドレス,氏名,会社\r\ntaro@example.jp,髙橋 能,表ソフト㈱\r\nhanako@example.jp,﨑山 ①,ｶﾌﾞｼｷｶﾞｲｼｬ\r\n"
    /// Without the characters that EUC-JP and ISO-2022-JP lack.
    private static let plainText = "メールアドレス,氏名\r\ntaro@example.jp,高橋 能\r\nhanako@example.jp,山崎 表\r\n"

    private func found(_ bytes: [UInt8], chunk: Int = 256 * 1024) throws -> TextEncoding {
        try FileSurvey(of: MemorySource(bytes), chunk: chunk).encoding
    }

    @Test("the encoding of a file is found, wherever its chunks are cut (E2)", arguments: [8, 9, 13, 64, 262_144])
    func encodings(chunk: Int) throws {
        let utf8 = Array(Self.text.utf8)
        #expect(try found(utf8, chunk: chunk) == .utf8)
        #expect(try found([0xEF, 0xBB, 0xBF] + utf8, chunk: chunk) == .utf8)
        #expect(try found(encoded(Self.text, as: "CP932"), chunk: chunk) == .cp932)
        #expect(try found([0xFF, 0xFE] + encoded(Self.text, as: "UTF-16LE"), chunk: chunk) == .utf16)
        #expect(try found([0xFE, 0xFF] + encoded(Self.text, as: "UTF-16BE"), chunk: chunk) == .utf16)
        #expect(try found(encoded(Self.plainText, as: "EUC-JP"), chunk: chunk) == .eucJP)
        #expect(try found(encoded(Self.plainText, as: "ISO-2022-JP"), chunk: chunk) == .iso2022JP)
        #expect(try found(Array("email\na@example.jp\n".utf8), chunk: chunk) == .utf8)
    }

    @Test("half-width kana is CP932, not EUC-JP")
    func halfWidthKana() throws {
        let text = "email,name\na@example.jp,ﾔﾏﾀﾞ ﾀﾛｳ\nb@example.jp,ｻﾄｳ ﾊﾅｺ\nc@example.jp,ﾀﾅｶ ｲﾁﾛｳ\n"
        #expect(try found(encoded(text, as: "CP932")) == .cp932)
    }

    @Test("a few bad bytes leave a UTF-8 file UTF-8, and are counted")
    func mostlyUTF8() throws {
        let survey = try FileSurvey(of: MemorySource(Array(Self.text.utf8) + [0x83, 0x5C, 0x0A]))
        #expect(survey.encoding == .utf8)
        #expect(survey.bytesOutsideUTF8 == 1)
    }

    @Test("one broken character leaves a CP932 file CP932")
    func mostlyCP932() throws {
        #expect(try found(encoded(Self.text, as: "CP932") + [0x83, 0x0A]) == .cp932)
    }

    @Test("what the caller says about the encoding holds")
    func forced() throws {
        let survey = try FileSurvey(of: MemorySource("email\n"), encoding: .cp932)
        #expect(survey.encoding == .cp932)
        let utf16 = encoded("email\n", as: "UTF-16LE")
        #expect(try FileSurvey(of: MemorySource(utf16), encoding: .utf16).encoding == .utf16)
    }

    @Test("a file with a NUL is binary, and says where")
    func binary() {
        #expect(throws: IntakeError.binaryFile(offset: 9)) { try found(Array("email\na@b\0\n".utf8)) }
        #expect(throws: IntakeError.binaryFile(offset: 2)) { try found([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0]) }
    }

    @Test("a file of nothing, of white space or of a byte order mark alone is empty")
    func empty() {
        for bytes: [UInt8] in [[], Array("\r\n \t\n".utf8), [0xEF, 0xBB, 0xBF], [0xFF, 0xFE]] {
            #expect(throws: IntakeError.emptyFile) { try found(bytes) }
        }
    }

    @Test("the same pass hands every byte on once and in order")
    func hook() throws {
        var seen: [UInt8] = []
        let survey = try FileSurvey(of: MemorySource(Self.text, step: 7), chunk: 16) { seen += Array($0) }
        #expect(seen == Array(Self.text.utf8))
        #expect(survey.size == Int64(seen.count))
    }

    @Test("a descriptor is read from its beginning, twice, without being moved")
    func descriptor() throws {
        let descriptor = try #require(openTemporaryFile(Array(Self.text.utf8)))
        defer { close(descriptor) }
        let position = lseek(descriptor, 3, SEEK_SET)
        #expect(try FileSurvey(of: DescriptorSource(descriptor)).encoding == .utf8)
        #expect(try records(of: DescriptorSource(descriptor)).count == 3)
        #expect(lseek(descriptor, 0, SEEK_CUR) == position)
    }

    @Test("a descriptor that cannot be read says why")
    func unreadable() {
        #expect(throws: IntakeError.unreadable(code: EBADF)) { try FileSurvey(of: DescriptorSource(-1)) }
    }

    /// A file without a name that holds `bytes`.
    private func openTemporaryFile(_ bytes: [UInt8]) -> Int32? {
        var path = Array("/tmp/intake-XXXXXX".utf8CString)
        let descriptor = mkstemp(&path)
        unlink(path)
        guard descriptor >= 0, write(descriptor, bytes, bytes.count) == bytes.count else { return nil }
        return descriptor
    }
}
