import Foundation
import Testing

/// Lists as people have them, through the built program (issue 3, “Formats”).
@Suite("An import of any format", .servedHome, .serialized) struct FormatImportTests {
    private let home: Home = Scope.home
    private static let complete = [
        "--list", "news", "--basis", "consent", "--source", "s", "--obtained-at", "2026-01-05",
    ]

    private func imported(_ name: String, _ content: [UInt8], _ more: String...) throws -> [String: Any] {
        try Data(content).write(to: URL(fileURLWithPath: "\(home.folder)/\(name)"))
        let output = try home.run(["import", name, "--format", "json"] + Self.complete + more)
        try #require(output.code == 0, "\(output)")
        return try #require(try JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [String: Any])
    }

    static let files: [(name: String, text: String, format: String, rows: Int)] = [
        ("a.csv", "email,name\nc1@example.jp,A\nc2@example.jp,B\n", "csv", 2),
        ("a.tsv", "email\tname\nt1@example.jp\tA,B\n", "tsv", 1),
        ("a.txt", "email;name\ns1@example.jp;A\n", "semicolon", 1),
        ("b.txt", "email|name\np1@example.jp|ポ\n", "pipe", 1),
        ("a.jsonl", "{\"email\":\"j1@example.jp\",\"tags\":[\"x\",\"y\"],\"address\":{\"city\":\"仙台\"}}\n", "jsonl", 1),
        ("a.vcf", "BEGIN:VCARD\nFN:A\nEMAIL:v1@example.jp\nEMAIL:v2@example.jp\nEND:VCARD\n", "vcard", 2),
        ("a.eml", "From: e1@example.jp\nTo: e2@example.jp, E <e3@example.jp>\nSubject: x\n\nx\n", "eml", 3),
        ("a.mbox", "From x\nFrom: m1@example.jp\nTo: m2@example.jp\nDate: 1 Apr 2026 10:00 JST\n\nx\n", "mbox", 2),
        ("bcc.txt", "\"山田 太郎\" <l1@example.jp>; Sato, Jiro <l2@example.jp>", "addresses", 2),
        (
            "k.csv", "uuid,email,name,attributes,status\n1,k1@example.jp,K,\"{\"\"city\"\":\"\"X\"\"}\",enabled\n",
            "listmonk", 1
        ),
    ]

    @Test(arguments: files.indices)
    func `is told by its content, and every contact comes in`(index: Int) throws {
        let (name, text, format, rows) = Self.files[index]
        let run = try imported(name, Array(text.utf8))
        #expect(run["input_format"] as? String == format)
        #expect(run["added"] as? Int == rows)
        #expect(run["subscribed"] as? Int == rows)
    }

    @Test func `keeps lists as lists and nested members under dotted names`() throws {
        _ = try imported(
            "n.jsonl", Array("{\"email\":\"n1@example.jp\",\"tags\":[\"x\",\"y\"],\"a\":{\"b\":1}}\n".utf8))
        let contact = try home.json("contact", "show", "n1@example.jp")
        let attributes = try #require(contact["attributes"] as? [String: Any])
        #expect(attributes["tags"] as? [String] == ["x", "y"])
        #expect(attributes["a.b"] as? String == "1")
    }

    @Test func `may be named, and may have no header`() throws {
        let run = try imported(
            "bare.csv", Array("A,h1@example.jp\nB,h2@example.jp\n".utf8), "--no-header", "--map", "email=2", "--map",
            "name=1")
        #expect(run["added"] as? Int == 2)
        #expect(try home.json("contact", "show", "h1@example.jp")["name"] as? String == "A")
        let refusal = try home.run(["import", "bare.csv"] + Self.complete)
        refused(65, refusal, naming: "--no-header --map email=2")
        refused(
            65, try home.run(["import", "bare.csv", "--no-header"] + Self.complete), naming: "--map email=", "column_1")
        refused(
            64, try home.run(["import", "bare.csv", "--input-format", "ebcdic"] + Self.complete), naming: "ebcdic",
            "jsonl")
    }

    @Test func `may be a pasted line on standard input`() throws {
        try home.write("line.txt", "山田 <i1@example.jp>, i2@example.jp")
        let output = try home.run(
            ["import", "-", "--format", "json", "--rejects", "line-rejects.csv"] + Self.complete,
            input: "\(home.folder)/line.txt")
        #expect(output.code == 0 && output.out.contains("\"addresses\""), "\(output)")
    }

    @Test func `writes what it refused as CSV that can be mended and imported again`() throws {
        let run = try imported(
            "w.jsonl", Array("{\"email\":\"w1@example.jp\"}\n{\"email\":\"w2\",\"name\":\"W\"}\n{oops\n".utf8))
        #expect(run["rejected"] as? Int == 2)
        let rejects = try Table(home.read("w.jsonl.rejects.csv"))
        #expect(
            rejects.header.map { $0.replacing("\u{FEFF}", with: "") } == ["email", "name", "line", "column", "reason"])
        #expect(rejects.rows.map { $0["line"] } == ["2", "3"])
        try home.write("mended.csv", home.read("w.jsonl.rejects.csv").replacing("w2,W", with: "w2@example.jp,W"))
        let again = try home.run(["import", "mended.csv", "--format", "json"] + Self.complete)
        #expect(again.out.contains("\"added\":1") || again.out.contains("\"added\": 1"), "\(again)")
    }

    @Test func `refuses a row that cannot be decoded with its line and byte, never a silent replacement (E2, E5)`()
        throws
    {
        let bad: [UInt8] =
            Array("email,name\nu1@example.jp,".utf8) + [0x95, 0x5C, 0x83, 0x0A] + Array("u2@example.jp,B\n".utf8)
        let run = try imported("u.csv", bad, "--encoding", "cp932")
        #expect(run["rejected"] as? Int == 1 && run["added"] as? Int == 1)
        let rejection = try #require(try Table(home.read("u.csv.rejects.csv")).rows.first)
        #expect(rejection["line"] == "2" && rejection["column"] == "name" && rejection["name"] == "表\\x83")
        #expect(rejection["reason"]?.contains("byte 3") == true)
    }

    @Test func `reads a workbook, and the sheet that is asked for`() throws {
        let samples = "\(Binary.root)/Tests/IntakeTests/Samples"
        let output = try home.run(
            ["import", "\(samples)/customers.xlsx", "--rejects", "x.csv", "--format", "json"] + Self.complete)
        #expect(output.code == 0 && output.out.contains("\"xlsx\""), "\(output)")
        #expect(output.error.contains("--sheet"))
        let contact = try home.json("contact", "show", "taro@example.jp")
        let attributes = try #require(contact["attributes"] as? [String: Any])
        #expect(attributes["顧客番号"] as? String == "0000123")
        #expect(attributes["登録日"] as? String == "2026-04-01")
        let sheet = try home.run(
            ["import", "\(samples)/customers.xlsx", "--sheet", "退会", "--rejects", "x.csv"] + Self.complete)
        #expect(sheet.code == 0, "\(sheet)")
        refused(
            64, try home.run(["import", "\(samples)/customers.xlsx", "--sheet", "Nowhere"] + Self.complete),
            naming: "退会")
    }

    @Test func `prints a template`() throws {
        #expect(try home.done("import", "--template") == "\u{FEFF}email,name,locale,obtained_at\r\n")
        #expect(try home.run(["import", "--list", "news", "--source", "s"]).code == 64)
    }
}
