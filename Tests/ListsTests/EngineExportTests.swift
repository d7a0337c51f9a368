import Foundation
import Testing

/// Every engine's file, written by the program and read by others.
@Suite("A send list for an engine", .servedHome, .serialized) struct EngineExportTests {
    private let home: Home = Scope.home
    private static let people = (1...120).map { "person\($0)@example.com" }
    private static let carrier = ["a..b@docomo.ne.jp", ".c@ezweb.ne.jp"]
    private static let unicode = ["日本@example.jp"]
    static let engines: [(name: String, skipped: Int)] = [
        ("brevo", 3), ("csv", 0), ("jsonl", 0), ("listmonk", 0), ("mailgun", 3), ("mailjet", 3), ("mautic", 1),
        ("postmark", 1), ("sendgrid", 1), ("ses", 1), ("smtp", 0), ("sparkpost", 3),
    ]

    @Test(arguments: engines.map(\.name))
    func `has both headers, an opaque id and the person's own link, once a person (A1–A4, B3, M)`(name: String) throws {
        try importPeople()
        let skipped = try #require(Self.engines.first { $0.name == name }).skipped
        let report = try export(name, to: "rows-\(name)")
        let total = Self.people.count + Self.carrier.count + Self.unicode.count
        #expect(report["recipients"] as? Int == total - skipped)
        #expect(report["excluded"] as? [String: Int] == (skipped == 0 ? [:] : ["engine_cannot": skipped]))
        let rows = try read(name, report)
        #expect(rows.count == total - skipped)
        for column in ["email", "contact_id", "link"] {
            #expect(Set(rows.compactMap { $0[column] }).count == rows.count, "\(column) is not everybody's own")
        }
        #expect(Set(Self.people).isSubset(of: Set(rows.compactMap { $0["email"] })))
        for row in rows {
            let link = try #require(row["link"])
            #expect(link.wholeMatch(of: /http:\/\/127\.0\.0\.1:8080\/u\/[A-Za-z0-9_-]{64}/) != nil)
            #expect(row["unsubscribe"] == "<\(link)>")
            #expect(row["post"] == "List-Unsubscribe=One-Click")
            #expect(row["list_id"] == "<everyone.127.0.0.1>")
        }
        // Whom the engine cannot carry is listed by id beside the file.
        if skipped > 0 {
            let table = try Table(home.read("rows-\(name)/skipped.csv"))
            #expect(table.rows.count == skipped)
            #expect(Set(table.rows.compactMap { $0["reason"] }) == ["engine_cannot"])
        }
        try home.done("export", "verify", "rows-\(name)/manifest.json")
    }

    /// Of engines that write texts the server is asked for these, not for JSON, unless lists are common.
    @Test func `of plain columns writes the same text of an attribute whether few have lists in it or many`() throws {
        try home.createList("texts")
        try home.write(
            "odd.jsonl",
            #"""
            {"email":"a1@example.jp","tags":["x","y|z"],"t":"[\"a\", \"b\"]","n":1.50,"b":true,"e":"x\t\"\\ \u0001 é"}
            {"email":"a2@example.jp","tags":"[1, 2]","t":"plain","n":1e3,"b":false,"e":""}
            {"email":"a3@example.jp","tags":[],"t":"{\"a\": 1}","n":null,"b":"maybe"}
            {"email":"a4@example.jp","tags":"a","t":"日本","n":-0.001}

            """#)
        let source = ["--list", "texts", "--basis", "consent", "--source", "s", "--obtained-at", "2026-01-05"]
        try #require(try home.run(["import", "odd.jsonl"] + source).code == 0)
        try home.done("attribute", "set", "n", "number")
        try home.done("attribute", "set", "b", "boolean")
        let expected = [
            "a1@example.jp": ["x|y|z", #"["a", "b"]"#, "1.50", "true", "x\t\"\\ \u{1} é"],
            "a2@example.jp": ["[1, 2]", "plain", "1000", "false", ""],
            "a3@example.jp": ["", #"{"a": 1}"#, "", "maybe", ""],
            "a4@example.jp": ["a", "日本", "-0.001", "", ""],
        ]
        let names = ["tags", "t", "n", "b", "e"]
        let fields = names.map { "attributes.\($0)" }.joined(separator: ",")
        let check = { (folder: String) in
            let table = try Table(home.read("\(folder)/recipients.csv"))
            for (address, texts) in expected {
                let row = try #require(table.rows.first { $0["email"] == address })
                #expect(names.map { row[$0] } == texts, "\(address) in \(folder)")
            }
            return table.rows.count
        }
        try home.done("export", "texts", "--engine", "csv", "--fields", fields, "--output", "few")
        #expect(try check("few") == 4)
        // The rehearsal reads texts, what is published then comes from the documents, and must have the same hash.
        try home.done("export", "texts", "--engine", "csv", "--fields", fields, "--output", "resumed", "--resume")
        #expect(try check("resumed") == 4)
        try home.write(
            "many.jsonl", (1...99).map { #"{"email":"m\#($0)@example.jp","tags":["p","q"]}"# + "\n" }.joined())
        try #require(try home.run(["import", "many.jsonl"] + source).code == 0)
        try home.done("export", "texts", "--engine", "csv", "--fields", fields, "--output", "many")
        #expect(try check("many") == 103)
        let many = try Table(home.read("many/recipients.csv"))
        #expect(many.rows.count { $0["tags"] == "p|q" } == 99)
    }

    // Files are written in pieces: these have several.
    @Test(arguments: ["csv", "jsonl", "mailgun", "smtp"])
    func `of thousands of people has everybody once, each in a row of their own (M)`(name: String) throws {
        let people = (1...4000).map { "reader\($0)@example.com" }
        if try !home.done("list", "ls").contains("thousands") {
            try home.createList("thousands")
            try home.write("thousands.csv", "email,name\n" + people.map { "\($0),名前 of \($0)\n" }.joined())
            try home.done(
                "import", "thousands.csv", "--list", "thousands", "--basis", "consent", "--source", "s",
                "--obtained-at",
                "2026-01-05")
        }
        let report = try export(name, to: "thousands-\(name)", "--fields", "name", list: "thousands")
        let rows = try read(name, report)
        #expect(rows.count == people.count)
        #expect(Set(rows.compactMap { $0["email"] }) == Set(people))
        #expect(Set(rows.compactMap { $0["link"] }).count == people.count)
        let files = try #require(report["files"] as? [[String: Any]]).compactMap { $0["path"] as? String }
        #expect(try home.read(files[0]).utf8.count > 3 * 256 * 1024)
        try home.done("export", "verify", "thousands-\(name)/manifest.json")
    }

    @Test func `by SES passes Amazon's own checks, and moto delivers each message to one person`() throws {
        try importPeople()
        try export("ses", to: "ses", "--fields", "name,plan")
        try export("smtp", to: "ses-raw")
        let answer = try Python.run(
            "ses_requests.py", ["ses/requests.jsonl", "ses-raw/messages.csv"], in: home, with: Python.interpreter)
        let counts = try #require(JSONSerialization.jsonObject(with: answer) as? [String: Int])
        #expect(counts == ["requests": 3, "templated": 122, "raw": 123])
    }

    @Test func `for people has no ids, no links, and nothing that a spreadsheet runs (E3, E4)`() throws {
        try home.createList("excel")
        try home.write("formulas.csv", "email,name,plan\n=a@example.com,=1+1,@x\nb@example.com,髙橋①,+81 3\n")
        try home.done(
            "import", "formulas.csv", "--list", "excel", "--basis", "consent", "--source", "s", "--obtained-at",
            "2026-01-05")
        try home.done("export", "excel", "--engine", "excel", "--fields", "name,plan", "--output", "people.csv")
        let file = try #require(FileManager.default.contents(atPath: "\(home.folder)/people.csv"))
        #expect(file.starts(with: [0xEF, 0xBB, 0xBF]), "the mark by which Excel knows UTF-8")
        let text = String(decoding: file.dropFirst(3), as: UTF8.self)
        #expect(text.hasPrefix("email,name,plan\r\n"))
        #expect(text.contains("'=a@example.com,'=1+1,'@x\r\n") && text.contains("b@example.com,髙橋①,'+81 3\r\n"))
        #expect(!text.contains("/u/"))
        try home.done(
            "export", "excel", "--engine", "excel", "--fields", "name", "--encoding", "cp932", "--output", "cp932")
        let bytes = try #require(FileManager.default.contents(atPath: "\(home.folder)/cp932/people.csv"))
        #expect(bytes.range(of: Data([0xFB, 0xFC, 0x8B, 0xB4, 0x87, 0x40])) != nil, "髙橋① as Windows writes it")
    }

    @Test func `that cannot hold a value lists the rows and writes nothing (65, E3)`() throws {
        try home.createList("korean")
        try home.write("korean.csv", "email,name\na@example.com,한\nb@example.com,ok\n")
        try home.done(
            "import", "korean.csv", "--list", "korean", "--basis", "consent", "--source", "s", "--obtained-at",
            "2026-01-05")
        let arguments = ["export", "korean", "--engine", "excel", "--encoding", "cp932", "--output", "korean"]
        let output = try home.run(arguments)
        refused(65, output, naming: "row", "name", "cp932", lines: 2)
        #expect(!output.error.contains("@") && !output.error.contains("한"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: home.folder).filter { $0.hasPrefix("korean.p") } == [])
        #expect(!home.exists("korean"))
        try home.done("export", "korean", "--engine", "excel", "--output", "korean")
    }

    @Test func `says which engine needs what, as the README does`() throws {
        let output = try home.done("export", "engines", "--format", "json")
        let engines = try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: String]])
        let readme = try String(contentsOfFile: "\(Binary.root)/README.md", encoding: .utf8)
        #expect(engines.count == Self.engines.count + 1)
        for engine in engines {
            let cell = { (name: String) in engine[name].flatMap { $0.isEmpty ? nil : $0 } ?? "–" }
            let code = { (name: String) in
                engine[name]?.split(separator: " ").map { "`\($0)`" }.joined(separator: " ") ?? ""
            }
            let needs = [code("needs"), code("takes").isEmpty ? "" : "(\(code("takes")))"].filter { !$0.isEmpty }
            let row =
                "| `\(cell("engine"))` | `\(cell("file"))` | \(cell("holds")) | \(cell("non_ascii_addresses")) | "
                + "\(cell("carrier_addresses")) | \(needs.isEmpty ? "–" : needs.joined(separator: " ")) | \(cell("remark")) |"
            #expect(readme.contains(row), "the README lacks:\n\(row)")
        }
    }

    private func importPeople() throws {
        guard try !home.done("list", "ls").contains("everyone") else { return }
        try home.createList("everyone")
        let rows = (Self.people + Self.carrier + Self.unicode).map { "\($0),\"名前 \"\"x\"\", y\",pro\n" }
        try home.write("everyone.csv", "email,name,plan\n" + rows.joined())
        try home.done(
            "import", "everyone.csv", "--list", "everyone", "--basis", "consent", "--source", "s", "--obtained-at",
            "2026-01-05")
    }

    @discardableResult
    private func export(
        _ engine: String, to folder: String, _ more: String..., list: String = "everyone"
    ) throws -> [String: Any] {
        var arguments = ["export", list, "--engine", engine, "--output", folder, "--format", "json"] + more
        if !["csv", "jsonl", "smtp", "listmonk", "mautic"].contains(engine) { arguments += ["--template", "7"] }
        if ["ses", "sendgrid", "mailgun", "postmark", "mailjet", "brevo"].contains(engine) {
            arguments += ["--from", "青葉 <news@aoba.example>"]
        }
        let output = try home.run(arguments, ["LISTS_BOUNCE_DOMAIN": "bounce.aoba.example"])
        try #require(output.code == 0, "\(output)")
        return try #require(JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [String: Any])
    }

    private func read(_ engine: String, _ report: [String: Any]) throws -> [[String: String]] {
        let files = try #require(report["files"] as? [[String: Any]]).compactMap { $0["path"] as? String }
        let data = try Python.run(
            "read_send_list.py", [engine] + files.filter { !$0.hasSuffix("skipped.csv") }, in: home)
        return try #require(JSONSerialization.jsonObject(with: data) as? [[String: String]])
    }
}
