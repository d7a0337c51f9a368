import Glibc
import Intake
import Testing

@Suite("Archives")
struct ArchiveTests {
    private static let csv = Array("email\na@x.jp\n".utf8)

    @Test("a list may come in a ZIP or gzip file, in any format")
    func packed() throws {
        for bytes in [gzip(Self.csv), zip([("名簿.csv", Self.csv)])] {
            let file = try opened(bytes)
            #expect(file.format == "csv")
            #expect(try file.rows() == [["email": "a@x.jp"]])
            #expect(file.size == Self.csv.count)
        }
        #expect(try opened(zip([("a.txt", encoded("表 <a@x.jp>", as: "CP932"))])).rows()[0]["name"] == "表")
        #expect(try opened(gzip(Array("{\"email\":\"a@x.jp\"}".utf8))).format == "jsonl")
        let book = zip([("a/b.xlsx", try sample("customers.xlsx"))])
        #expect(try opened(book).format == "xlsx")
        #expect(try opened(gzip(sample("customers.xlsx"))).format == "xlsx")
    }

    @Test("the hash of a list is of its contents, packed or not")
    func contents() throws {
        var seen: [UInt8] = []
        let file = try TemporaryFile.copy(of: MemorySource(gzip(Self.csv)))
        _ = try OpenedFile(file) { seen += Array($0) }
        #expect(seen == Self.csv)
    }

    @Test("of several files the one that can be a list is read, else they are named, and --member says which")
    func severalMembers() throws {
        let litter: [(String, [UInt8])] = [("__MACOSX/._a.csv", [1]), ("readme.pdf", [1]), ("x/list.csv", Self.csv)]
        #expect(try opened(zip(litter)).rows().count == 1)
        let two = zip([("a.csv", Self.csv), ("退会/b.csv", Array("email\nb@x.jp\n".utf8))])
        #expect(throws: IntakeError.severalMembers(["a.csv", "退会/b.csv"])) { try opened(two) }
        for name in ["退会/b.csv", "b.csv"] {
            let file = try opened(two, .init().with(\.member, name))
            #expect(try file.rows() == [["email": "b@x.jp"]])
            #expect(file.remarks == ["“退会/b.csv” is read from the archive"])
        }
        #expect(throws: IntakeError.noSuchMember("c.csv", members: ["a.csv", "退会/b.csv"])) {
            try opened(two, .init().with(\.member, "c.csv"))
        }
        #expect(throws: IntakeError.noArchive(member: "a")) { try opened("email\n", .init().with(\.member, "a")) }
    }

    @Test("a member's path is only a name: nothing is written under it")
    func paths() throws {
        let place = "/tmp/meibo-evil-\(UInt32.random(in: 0 ... .max)).csv"
        for name in [place, "../../../../../../../.." + place, "C:\\evil.csv"] {
            #expect(try opened(zip([(name, Self.csv)])).rows().count == 1)
        }
        #expect(access(place, F_OK) != 0)
    }

    @Test("an archive in an archive, an encrypted one and an empty one are refused")
    func refused() {
        #expect(throws: IntakeError.nestedArchive) { try opened(zip([("a.zip", zip("a.csv", "email\n"))])) }
        #expect(throws: IntakeError.nestedArchive) { try opened(gzip(gzip(Self.csv))) }
        #expect(throws: IntakeError.nestedArchive) { try opened(gzip(zip("a.csv", "email\n"))) }
        #expect(throws: IntakeError.encryptedArchive) { try opened(zip([("a.csv", Self.csv)], password: "secret")) }
        #expect(throws: IntakeError.noMember) { try opened(zip([])) }
    }

    @Test("an archive that is cut off or damaged is refused, wherever it is", arguments: [0.2, 0.5, 0.9, 0.99])
    func cut(part: Double) throws {
        var text = "email\n"
        for number in 0..<5000 { text += "person\(number * 7919)@example.jp\n" }
        for whole in [gzip(Array(text.utf8)), zip("a.csv", text)] {
            let bytes = Array(whole[..<Int(Double(whole.count) * part)])
            let error = #expect(throws: IntakeError.self) { try opened(bytes) }
            guard case .brokenArchive = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        var damaged = zip("a.csv", text)
        damaged[Int(Double(damaged.count) * part * 0.9)] ^= 0xFF
        _ = try? opened(damaged).records()
    }

    @Test("a bomb stops at the limit, and the limit can be raised")
    func bomb() throws {
        let zeros = [UInt8](repeating: UInt8(ascii: "x"), count: 80 << 20)
        for bytes in [gzip(zeros), zip([("a.csv", zeros)])] {
            #expect(throws: IntakeError.unpacksTooLarge(limit: 64 << 20)) { try opened(bytes) }
            let raised = FormatOptions().with(\.unpackLimit, UnpackLimit("100MB")!)
            // Allowed as an archive, it is still one record beyond the limit of a record.
            #expect(throws: IntakeError.recordTooLarge(line: 1, limit: 1_048_576, quoteOpenedOn: nil)) {
                try opened(bytes, raised)
            }
        }
    }

    @Test(
        "sizes as people write them",
        arguments: [("1", 1), ("500MB", 500 << 20), ("20gb", 20 << 30), ("2 KB", 2048)] as [(String, Int64)])
    func sizes(text: String, bytes: Int64) {
        #expect(UnpackLimit(text) == UnpackLimit(bytes: bytes))
        for wrong in ["", "x", "-1", "0", "1.5GB", "9999999999TB"] { #expect(UnpackLimit(wrong) == nil) }
    }

    @Test("Mailchimp's archive becomes one list with a column for what people are")
    func mailchimp() throws {
        let file = try opened(
            zip([
                (
                    "subscribed_email_audience_export_1a.csv",
                    Array("Email Address,First Name,TAGS\na@x.jp,A,\"x, y\"\n".utf8)
                ),
                (
                    "unsubscribed_email_audience_export_1a.csv",
                    Array("Email Address,First Name,UNSUB_TIME\nb@x.jp,B,2026-01-01 10:00:00\n".utf8)
                ),
                (
                    "cleaned_email_audience_export_1a.csv",
                    Array("Email Address,CLEAN_TIME\nc@x.jp,2026-02-01 10:00:00\n".utf8)
                ),
            ]))
        #expect(file.format == "mailchimp")
        #expect(
            file.reader.header.names == ["status", "Email Address", "First Name", "TAGS", "UNSUB_TIME", "CLEAN_TIME"])
        #expect(
            try file.records() == [
                Record(2, ["subscribed", "a@x.jp", "A", "x, y", "", ""]),
                Record(4, ["unsubscribed", "b@x.jp", "B", "", "2026-01-01 10:00:00", ""]),
                Record(6, ["cleaned", "c@x.jp", "", "", "", "2026-02-01 10:00:00"]),
            ])
    }

    @Test(
        "what people try and Meibo does not read says what to do",
        arguments: [
            ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], ForeignFormat.oldWorkbook),
            (Array("%PDF-1.7\n".utf8), .pdf), (Array("Rar!\u{1A}\u{7}".utf8), .otherArchive),
            (Array("<html><table><tr><td>email".utf8), .webPage), (Array("<?xml version='1.0'?><x/>".utf8), .xml),
            (Array("[\n {\"email\": \"a@x.jp\"}]".utf8), .jsonArray),
            (zip([("mimetype", [0x61]), ("content.xml", [0x61])]), .openDocument),
            (zip([("Index/Document.iwa", [0x61])]), .numbers), (zip([("word/document.xml", [0x61])]), .document),
            (zip([("xl/workbook.bin", [0x61])]), .binaryWorkbook),
            (gzip([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]), .oldWorkbook),
        ])
    func foreign(bytes: [UInt8], format: ForeignFormat) {
        #expect(throws: IntakeError.foreign(format)) { try opened(bytes) }
    }
}
