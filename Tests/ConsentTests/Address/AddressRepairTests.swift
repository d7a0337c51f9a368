import Consent
import Testing

@Suite("Repaired addresses")
struct AddressRepairTests {
    @Test(
        "what a file gives carelessly is put right, and each repair is reported (D5)",
        arguments: [
            ("ｔａｒｏ１＠ｇｍａｉｌ．ｃｏｍ", "taro1@gmail.com", [.fullWidth]),
            ("taro＠example.jp", "taro@example.jp", [.fullWidth]),
            ("taro@ｅｘａｍｐｌｅ．ｊｐ", "taro@example.jp", [.fullWidth]),
            ("taro@example。jp", "taro@example.jp", [.ideographicFullStop]),
            ("taro@日本語｡jp", "taro@xn--wgv71a119e.jp", [.ideographicFullStop]),
            ("\u{3000}taro@x.jp\u{A0}", "taro@x.jp", [.unicodeSpace]),
            ("taro\u{3000}@\u{3000}x.jp", "taro@x.jp", [.unicodeSpace]),
            ("\u{FEFF}taro@x.jp", "taro@x.jp", [.invisibleCharacter]),
            ("ta\u{200B}ro@x\u{AD}.jp\u{2060}", "taro@x.jp", [.invisibleCharacter]),
            ("taro@a\u{200C}b.jp", "taro@ab.jp", [.invisibleCharacter]),
            ("mailto:taro@x.jp", "taro@x.jp", [.mailto]),
            ("MailTo:taro%2Bnews@x.jp?subject=a@b", "taro+news@x.jp", [.mailto]),
            ("<taro@x.jp>", "taro@x.jp", [.angleBrackets]),
            ("< taro@x.jp >", "taro@x.jp", [.angleBrackets]),
            ("<mailto:taro@x.jp>", "taro@x.jp", [.mailto, .angleBrackets]),
            ("'taro@x.jp'", "taro@x.jp", [.strayQuotes]),
            ("\"taro@x.jp\"", "taro@x.jp", [.strayQuotes]),
            ("\"taro@x.jp", "taro@x.jp", [.strayQuotes]),
            ("taro@x.jp\"", "taro@x.jp", [.strayQuotes]),
            ("“taro@x.jp”", "taro@x.jp", [.strayQuotes]),
            ("「taro@x.jp」", "taro@x.jp", [.strayQuotes]),
            ("\"\"ta ro\"@x.jp\"", "\"ta ro\"@x.jp", [.strayQuotes]),
            ("＇ｔａｒｏ＠ｘ．ｊｐ＇", "taro@x.jp", [.fullWidth, .strayQuotes]),
            ("＜\u{3000}taro@x.jp＞", "taro@x.jp", [.fullWidth, .unicodeSpace, .angleBrackets]),
            ("ａ．．ｂ＠ｄｏｃｏｍｏ．ｎｅ．ｊｐ", "a..b@docomo.ne.jp", [.fullWidth]),
        ] as [(String, String, [AddressRepair])])
    func repairs(text: String, canonical: String, repairs: [AddressRepair]) throws {
        let repaired = try EmailAddress.repairing(text)
        #expect(repaired.address.canonical == canonical)
        #expect(repaired.repairs == repairs)
        #expect(repaired.asGiven == nil)
    }

    @Test(
        "the dirt of spreadsheets and address books around an address is taken away, and each repair is reported",
        arguments: [
            ("=\"taro@x.jp\"", "taro@x.jp", [.strayQuotes, .formula]),
            ("=HYPERLINK(\"mailto:taro@x.jp\",\"taro@x.jp\")", "taro@x.jp", [.mailto, .formula]),
            ("=hyperlink(\"mailto:taro@x.jp\";\"太郎\")", "taro@x.jp", [.mailto, .formula]),
            ("taro@x.jp_x000D_", "taro@x.jp", [.spreadsheetEscape]),
            ("taro@x.jp_x000D__x000A_", "taro@x.jp", [.spreadsheetEscape]),
            ("Taro <taro@x.jp>", "taro@x.jp", [.nameAround]),
            ("山田　太郎＜taro@x.jp＞", "taro@x.jp", [.fullWidth, .nameAround]),
            ("\"Yamada, Taro\" <Taro@x.jp>", "Taro@x.jp", [.strayQuotes, .nameAround]),
            ("taro@x.jp <taro@x.jp>", "taro@x.jp", [.nameAround]),
            ("taro@x.jp<mailto:taro@x.jp>", "taro@x.jp", [.mailto, .nameAround]),
            ("taro@x.jp (山田 太郎)", "taro@x.jp", [.nameAround]),
            ("taro@x.jp（山田）", "taro@x.jp", [.fullWidth, .nameAround]),
            ("taro@x.jp.", "taro@x.jp", [.punctuation]),
            ("taro@x.jp,", "taro@x.jp", [.punctuation]),
            ("taro@x.jp; ", "taro@x.jp", [.punctuation]),
            (",taro@x.jp、", "taro@x.jp", [.punctuation]),
            ("taro@x.jp。", "taro@x.jp", [.ideographicFullStop, .punctuation]),
            ("Taro <taro@x.jp>,", "taro@x.jp", [.nameAround, .punctuation]),
        ] as [(String, String, [AddressRepair])])
    func dirt(text: String, canonical: String, repairs: [AddressRepair]) throws {
        let repaired = try EmailAddress.repairing(text)
        #expect(repaired.address.canonical == canonical)
        #expect(repaired.repairs == repairs)
        #expect(repaired.asGiven == nil)
    }

    @Test("what is an address is never dug into", arguments: ["=taro@x.jp", "_x000D_taro@x.jp", "・taro@x.jp"])
    func validAsItStands(text: String) throws {
        let repaired = try EmailAddress.repairing(text)
        #expect(repaired.address.canonical == text)
        #expect(repaired.repairs.isEmpty)
    }

    @Test("the addresses in a cell that holds several are found, each once")
    func several() {
        #expect(EmailAddress.several(in: "a@x.jp, b@x.jp；c＠x.jp a@x.jp 山田") == ["a@x.jp", "b@x.jp", "c＠x.jp"])
        #expect(EmailAddress.several(in: "Taro <a@x.jp>/b@x.jp") == ["a@x.jp", "b@x.jp"])
    }

    @Test(
        "what needs no repair is taken as it stands",
        arguments: [
            "taro@x.jp", "Taro@X.jp", "a..b@docomo.ne.jp", "\"ta ro\"@x.jp", "太郎@日本語.jp", "taro@xn--wgv71a119e.jp",
            "o'brien@x.jp", "'taro'@x.jp", "“taro”@x.jp", "taro@نامه\u{200C}ای.com", "太郎，花子@x.jp", "太郎。@x.jp",
        ])
    func untouched(text: String) throws {
        let repaired = try EmailAddress.repairing(text)
        #expect(try repaired.address.canonical == EmailAddress(text).canonical)
        #expect(repaired.repairs.isEmpty)
        #expect(repaired.asGiven == nil)
    }

    @Test("spaces and tabs at the ends are no repair (D5)")
    func trimming() throws {
        let repaired = try EmailAddress.repairing(" \t taro@x.jp \t")
        #expect(repaired.address.canonical == "taro@x.jp")
        #expect(repaired.repairs.isEmpty)
        #expect(throws: AddressProblem.empty) { try EmailAddress.repairing(" \t ") }
        #expect(throws: AddressProblem.empty) { try EmailAddress.repairing("\u{3000}") }
    }

    @Test(
        "where the text as given is another contact's address, both come back, so that a no counts for both (D5)",
        arguments: [
            ("'taro@x.jp", "taro@x.jp", "'taro@x.jp"),
            ("ｔａｒｏ@x.jp", "taro@x.jp", "ｔａｒｏ@x.jp"),
            (" “taro@x.jp ", "taro@x.jp", "“taro@x.jp"),
            ("\"'taro\"@x.jp", "taro@x.jp", "'taro@x.jp"),
        ])
    func both(text: String, address: String, asGiven: String) throws {
        let repaired = try EmailAddress.repairing(text)
        #expect(repaired.address.matchForm == address)
        #expect(repaired.asGiven?.matchForm == asGiven)
    }

    @Test(
        "what is no address is not made one (D9)",
        arguments: [
            ("山田\u{3000}taro@x.jp", .space), ("taro\u{3000}1@x.jp", .space), ("\"taro\u{3000}1\"@x.jp", .space),
            ("a@x.jp\u{3000}b@x.jp", .severalAddresses), ("a@x.jp，b@x.jp", .severalAddresses),
            ("a＠x.jp；b＠x.jp", .severalAddresses), ("taro＠＠x.jp", .severalAts), ("taro@x.jp\r\n", .controlCharacter),
            ("taro%0A@x.jp\n", .controlCharacter), ("mailto:ta%0D%0Aro@x.jp", .controlCharacter),
            ("mailto:ta%00ro@x.jp", .controlCharacter), ("taro＠", .noDomain),
            ("\u{202E}pj.x@orat", .invisibleCharacter),
            ("<taro@x.jp", .localCharacter), ("ta..ro＠x.jp", .dotPlacement),
            ("a@x.jp <b@x.jp>", .severalAddresses), ("Taro <taro@x>", .singleLabelDomain),
            ("=HYPERLINK(\"mailto:a@x.jp\",\"b@x.jp\")", .severalAddresses), ("山田 taro@x.jp", .space),
            ("a@x.jp (b@x.jp)", .severalAddresses), ("Taro <a@x.jp>, Jiro <b@x.jp>", .severalAddresses),
            ("a@x.jp,b@x.jp,", .severalAddresses), ("=\"\"", .noAt), ("_x000D_", .empty), (".,;", .empty),
        ] as [(String, AddressProblem)])
    func refused(text: String, problem: AddressProblem) {
        #expect(throws: problem) { try EmailAddress.repairing(text) }
    }

    @Test(
        "parsing that is not an import's repairs nothing (D5)",
        arguments: [
            " taro@x.jp", "taro＠x.jp", "mailto:taro@x.jp", "<taro@x.jp>", "\u{FEFF}taro@x.jp", "\"taro@x.jp\"",
        ])
    func strict(text: String) {
        #expect(throws: AddressProblem.self) { try EmailAddress(text) }
    }

    @Test("a thousand wrappings end soon")
    func nesting() throws {
        let marks = String(repeating: "<'", count: 400)
        let repaired = try EmailAddress.repairing(marks + "a@x.jp" + String(marks.reversed()).replacing("<", with: ">"))
        #expect(repaired.address.canonical == "a@x.jp")
        #expect(throws: AddressProblem.addressTooLong) {
            try EmailAddress.repairing(String(repeating: "\u{3000}", count: 100_000))
        }
    }
}
