import Foundation
import Intake
import Testing

/// A workbook that a program made, kept beside the tests.
func sample(_ name: String) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Samples")
    return Array(try Data(contentsOf: folder.appendingPathComponent(name)))
}

@Suite("Workbooks")
struct WorkbookTests {
    @Test("a shop's list: the title is passed over, and every cell is what a person sees in Excel")
    func customers() throws {
        let file = try opened(sample("customers.xlsx"))
        #expect(file.format == "xlsx")
        #expect(
            file.reader.header.names == [
                "メールアドレス", "氏名", "登録日", "和暦", "最終購入", "時刻", "顧客番号", "郵便番号", "電話", "金額", "会員", "率",
            ])
        #expect(
            try file.records() == [
                Record(
                    4,
                    [
                        "taro@example.jp", "山田 太郎", "2026-04-01", "2019-05-01", "2026-03-31T09:30:00", "18:00:00",
                        "0000123", "980-0811", "9012345678", "1200.5", "TRUE", "0.3",
                    ]),
                Record(
                    6,
                    [
                        "hanako@example.jp", "佐藤 花子", "", "", "", "", "", "", "09012345678", "1000000000000000", "",
                        "0.00000015",
                    ]),
            ])
        #expect(file.remarks == ["sheet “名簿” is read; --sheet names another: 退会"])
    }

    @Test("a sheet is named by name or by its number among the visible ones", arguments: ["退会", "2"])
    func sheet(name: String) throws {
        #expect(
            try opened(sample("customers.xlsx"), .init().with(\.sheet, name)).rows() == [["email": "gone@example.jp"]])
        for wrong in ["3", "0", "Nowhere"] {
            #expect(throws: IntakeError.noSheet(wrong, sheets: ["メモ", "名簿", "退会"])) {
                try opened(sample("customers.xlsx"), .init().with(\.sheet, wrong))
            }
        }
        #expect(throws: IntakeError.noSheet(nil, sheets: ["S"])) {
            try opened(book("", state: "hidden"))
        }
    }

    @Test("days counted from 1904, and texts in their cells")
    func mac1904() throws {
        let file = try opened(sample("mac1904.xlsx"))
        #expect(
            try file.rows() == [
                ["email": "a@example.jp", "joined": "2026-04-01"],
                ["email": "b@example.jp", "joined": "1999-12-31T23:59:59"],
            ])
    }

    /// A workbook of one sheet made by hand.
    private func book(
        _ rows: String, strings: String? = nil, styles: String? = nil, state: String = "visible", head: String = ""
    ) -> [UInt8] {
        var parts: [(name: String, content: [UInt8])] = [
            (
                "xl/workbook.xml",
                Array(
                    "<workbook><sheets><sheet name='S' state='\(state)' r:id='r1' xmlns:r='r'/></sheets></workbook>"
                        .utf8)
            ),
            (
                "xl/_rels/workbook.xml.rels",
                Array("<R><Relationship Id='r1' Type='x/worksheet' Target='/xl/worksheets/s.xml'/></R>".utf8)
            ),
            ("xl/worksheets/s.xml", Array("\(head)<worksheet><sheetData>\(rows)</sheetData></worksheet>".utf8)),
        ]
        if let strings { parts.append(("xl/sharedStrings.xml", Array("<sst>\(strings)</sst>".utf8))) }
        if let styles { parts.append(("xl/styles.xml", Array("<styleSheet>\(styles)</styleSheet>".utf8))) }
        return zip(parts)
    }

    private func text(_ text: String) -> String { "<c t='inlineStr'><is><t>\(text)</t></is></c>" }

    @Test("runs of a text are joined, its furigana is not; escapes are undone; prefixes and places may be left out")
    func texts() throws {
        let strings = """
            <si><t>email</t></si><si><r><t>山</t></r><r><t xml:space="preserve">田 </t></r><r><t>太郎</t></r>
            <rPh sb="0" eb="2"><t>ヤマダ</t></rPh><phoneticPr fontId="1"/></si><si><t>a_x000D_b_x005F_x</t></si><si/>
            """
        let rows = """
            <x:row xmlns:x="m"><x:c t="s"><x:v>0</x:v></x:c><x:c t="inlineStr"><x:is><x:t>n</x:t></x:is></x:c></x:row>
            <row><c t="str"><v>a@x.jp</v></c><c t="s"><v>1</v></c></row>
            <row r="9"><c r="B9" t="s"><v>2</v></c></row>
            <row><c r="A10" t="e"><v>#N/A</v></c><c t="s"><v>3</v></c><c r="D10" t="b"><v>0</v></c></row>
            """
        let file = try opened(book(rows, strings: strings))
        #expect(
            try file.records() == [
                Record(2, ["a@x.jp", "山田 太郎"]), Record(9, ["", "a\rb_x"]), Record(10, ["#N/A", "", "", "FALSE"]),
            ])
    }

    @Test(
        "numbers by the format that shows them",
        arguments: [
            ("General", "45000.5", "45000.5"), ("G/標準", "45000", "45000"), ("yyyy/mm/dd;@", "45000.5", "2023-03-15"),
            ("[$-411]ge.m.d", "45000", "2023-03-15"), ("m\"月\"d\"日\"", "45000", "2023-03-15"),
            ("mm/dd h:mm AM/PM", "45000.75", "2023-03-15T18:00:00"), ("[h]:mm:ss", "1.5", "36:00:00"),
            ("mmm", "45000", "2023-03-15"), ("mm:ss", "0.001", "00:01:26"), ("yyyy", "60", "60"),
            ("yyyy", "1", "1900-01-01"),
            ("yyyy", "61", "1900-03-01"), ("yyyy", "-1", "-1"), ("yyyy", "2958465", "9999-12-31"),
            ("yyyy", "3000000", "3000000"),
            ("0.00E+00", "12345", "12345"), ("#,##0.00", "1234.5", "1234.5"), ("0%", "0.15", "0.15"),
            ("00000", "42", "00042"),
            ("000-0000", "12345", "001-2345"), ("00\"-\"0000", "1234567", "123-4567"), ("0", "5", "5"),
            ("00000", "-42", "-42"),
            ("[<=999]000;[<=9999]000-00;000-0000", "980", "980"),
            ("[<=999]000;[<=9999]000-00;000-0000", "98008", "009-8008"),
            ("\"yes\"", "1", "1"), ("00000", "1.5", "1.5"), ("@", "123", "123"), ("", "1", "1"),
            ("General", "0.30000000000000004", "0.3"), ("General", "1.2E+20", "120000000000000000000"),
            ("General", "-1E-3", "-0.001"), ("General", "12345678901234567", "12345678901234600"),
            ("General", "x", "x"),
            ("yyyy-mm-dd", "1E400", "1E400"),
        ])
    func numbers(code: String, raw: String, shown: String) throws {
        let escaped = code.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
        let styles =
            "<numFmts><numFmt numFmtId='200' formatCode=\"\(escaped)\"/></numFmts><cellXfs><xf numFmtId='200'/></cellXfs>"
        let file = try opened(book("<row>\(text("email"))</row><row><c s='0'><v>\(raw)</v></c></row>", styles: styles))
        #expect(try file.rows() == [["email": shown]])
    }

    @Test(
        "without a known name the row above the first address is the header, and without a header columns are numbers")
    func header() throws {
        let rows =
            "<row>\(text("Title"))</row><row>\(text("who"))\(text("n"))</row><row>\(text("a@x.jp"))\(text("A"))</row>"
        #expect(try opened(book(rows)).reader.header.names == ["who", "n"])
        let bare = "<row>\(text("a@x.jp"))\(text("A"))</row><row>\(text("b@x.jp"))</row>"
        let file = try opened(book(bare), .init().with(\.hasHeader, false))
        #expect(file.reader.header.names == ["column_1", "column_2"])
        #expect(try file.records().count == 2)
        #expect(throws: MappingError.noHeader(addressColumn: 1)) { try HeaderMapping(opened(book(bare)).reader.header) }
        #expect(throws: IntakeError.emptyFile) { try opened(book("")) }
    }

    @Test(
        "XML that would grow or reach out is harmless",
        arguments: [
            "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>",
            "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>",
        ])
    func entities(head: String) {
        let error = #expect(throws: IntakeError.self) { try opened(book("<row>\(text("&e;"))</row>", head: head)) }
        guard case .brokenWorkbook(_, let detail) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(detail.contains("document type"))
    }

    @Test("damaged XML, missing parts and numbers out of range are refused")
    func damaged() throws {
        let header = "<row>\(text("email"))</row>"
        for rows in [
            "<row><c></row>", "<row>\(text("&e;"))</row>", header + "<row><c t='s'><v>7</v></c></row>",
            header + "<row>" + text(String(repeating: "x", count: 1_100_000)) + "</row>",
            String(repeating: "<a>", count: 1000),
        ] {
            #expect(throws: IntakeError.self) { try opened(book(rows)).records() }
        }
        #expect(throws: IntakeError.tooManyColumns(line: 1, limit: 10_000)) {
            try opened(book("<row><c r='XFD1' t='str'><v>x</v></c></row>"))
        }
        let error = #expect(throws: IntakeError.self) { try opened(zip("xl/workbook.xml", "<workbook/>")) }
        #expect(error == .brokenWorkbook(part: "xl/_rels/workbook.xml.rels", detail: "it is missing"))
    }

    @Test("a tag without end is refused in flat memory")
    func endlessTag() {
        let rows = "<row " + String(repeating: "x", count: 20 << 20)
        let options = FormatOptions().with(\.unpackLimit, UnpackLimit("1GB")!)
        let error = #expect(throws: IntakeError.self) { try opened(book(rows), options) }
        guard case .brokenWorkbook(_, let detail) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(detail.contains("a tag of more than"))
    }
}
