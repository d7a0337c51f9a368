import Intake
import Testing

@Suite("Header mapping")
struct HeaderMappingTests {
    private func mapping(_ cells: [String], _ assignments: String...) throws -> HeaderMapping {
        try HeaderMapping(HeaderRow(cells), assignments: assignments.map { try #require(ColumnAssignment($0)) })
    }

    @Test(
        "the address column is known by its usual names",
        arguments: [
            "メールアドレス", "Ｅメール", "E-mail", "E-MAIL", "e_mail", "Email Address", "メール", "mail", "電子メール", "アドレス",
            "ﾒｰﾙｱﾄﾞﾚｽ", "　メール アドレス　", "メールアドレス（必須）", "\u{FEFF}email", "e\u{200B}mail", "登録メールアドレス", "電子メール アドレス",
            "メールアト\u{3099}レス", "Ｅ－ｍａｉｌ", "E-mail 1 - Value", "*Email:",
        ])
    func address(name: String) throws {
        let mapping = try mapping(["id", name])
        #expect(mapping.index(of: .email) == 1)
        #expect(mapping.roles[0] == .attribute("id"))
    }

    @Test("a Japanese list maps to the fields, and the rest are attributes under their own names")
    func japanese() throws {
        let mapping = try mapping(["会員番号", "姓", "名", "メールアドレス", "言語", " プラン "])
        #expect(
            mapping.columnNames == ["family_name": "姓", "given_name": "名", "email": "メールアドレス", "locale": "言語"])
        #expect(mapping.roles[0] == .attribute("会員番号"))
        #expect(mapping.roles[5] == .attribute("プラン"))
        #expect(mapping.passedOver.isEmpty)
    }

    @Test("a whole name leaves its parts attributes")
    func wholeName() throws {
        let mapping = try mapping(["email", "氏名", "First Name", "Last Name"])
        #expect(mapping.columnNames == ["email": "email", "name": "氏名"])
        #expect(mapping.roles[2] == .attribute("First Name"))
    }

    @Test("of several address columns the surest is taken, then the first, and the others are named")
    func severalAddresses() throws {
        let surest = try mapping(["アドレス", "メール", "メールアドレス"])
        #expect(surest.index(of: .email) == 2)
        #expect(surest.passedOver.map(\.column) == ["アドレス", "メール"])
        let first = try mapping(["E-mail", "メールアドレス"])
        #expect(first.index(of: .email) == 0)
        #expect(first.passedOver.map(\.taken) == ["E-mail"])
        #expect(first.passedOver.map(\.column) == ["メールアドレス"])
    }

    @Test("--map wins over what the names say, by name or by number")
    func assignments() throws {
        let mapping = try mapping(["email", "連絡先", "備考", "a=b"], "email=連絡先", "name=3", "locale=a=b")
        #expect(mapping.columnNames == ["email": "連絡先", "name": "備考", "locale": "a=b"])
        #expect(mapping.roles[0] == .attribute("email"))
    }

    @Test("a mistake in --map says what there is")
    func mistakes() {
        #expect(throws: MappingError.unknownColumn("mali", columns: ["mail", "x"])) {
            try mapping(["mail", "x"], "email=mali")
        }
        #expect(throws: MappingError.unknownColumn("3", columns: ["mail", "x"])) {
            try mapping(["mail", "x"], "email=3")
        }
        #expect(throws: MappingError.unknownField("emial")) { try mapping(["mail"], "emial=mail") }
        #expect(throws: MappingError.mappedTwice("email")) { try mapping(["a", "b"], "email=a", "email=b") }
        #expect(throws: MappingError.mappedTwice("a")) { try mapping(["a", "b"], "email=a", "name=a") }
        #expect(throws: MappingError.nameAndParts) { try mapping(["a", "b", "email"], "name=a", "family_name=b") }
        #expect("\(MappingError.unknownColumn("mali", columns: ["mail", "x"]))".contains("mail, x"))
    }

    @Test("no address column names the columns there are")
    func noAddress() {
        #expect(throws: MappingError.noAddressColumn(columns: ["住所", "column_2"])) { try mapping(["住所", ""]) }
    }

    @Test("a file without a header is refused without repeating anyone's address")
    func noHeader() {
        #expect(throws: MappingError.noHeader(addressColumn: 2)) { try mapping(["太郎", "taro@example.jp"]) }
        #expect(!"\(MappingError.noHeader(addressColumn: 2))".contains("@"))
    }

    @Test("names are unique and never empty")
    func names() {
        let header = HeaderRow(["点", "", "点", "点 (2)", " 点 ", "column_2"])
        #expect(header.names == ["点", "column_2", "点 (2)", "点 (2) (2)", "点 (3)", "column_2 (2)"])
    }

    @Test("family and given name join in that order")
    func joinedName() {
        #expect(ContactName.joined(family: "髙橋", given: "能") == "髙橋 能")
        #expect(ContactName.joined(family: "", given: "能") == "能")
        #expect(ContactName.joined(family: "髙橋", given: "") == "髙橋")
    }
}
