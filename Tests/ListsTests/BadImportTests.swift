import Foundation
import Testing

/// An import that cannot be: one message, the right exit code, nothing half done (issue 2, “Bad input”).
@Suite("An import of bad input", .servedHome, .serialized) struct BadImportTests {
    private let home: Home = Scope.home
    private static let complete = [
        "--list", "news", "--basis", "consent", "--source", "s", "--obtained-at", "2026-01-05",
    ]

    static let files: [(name: String, content: [UInt8]?, code: Int32, words: String)] = [
        ("missing.csv", nil, 66, "missing.csv"),
        ("/tmp", nil, 66, "/tmp"),
        ("empty.csv", [], 65, "empty.csv"),
        ("blank.csv", Array("\n\n\n".utf8), 65, "blank.csv"),
        ("binary.csv", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0, 0xFF, 0xFE, 0, 3, 10], 65, "binary.csv"),
        (
            "picture.csv", [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52], 65,
            "picture.csv"
        ),
        ("workbook.csv", [0x50, 0x4B, 3, 4, 20, 0, 6, 0, 8, 0, 0, 0, 33, 0], 65, "workbook.csv"),
        ("quote.csv", Array("email,name\na@example.com,A\nb@example.com,\"B\nc@example.com,C\n".utf8), 65, "line 3"),
        ("names.csv", Array("name,company\nA,B\n".utf8), 65, "names.csv"),
    ]

    @Test(arguments: files.indices)
    func `says which file, and changes nothing`(index: Int) throws {
        let (name, content, code, words) = Self.files[index]
        if let content { try Data(content).write(to: URL(fileURLWithPath: "\(home.folder)/\(name)")) }
        let before = try state()
        try refused(code, home.run(["import", name] + Self.complete), naming: words)
        #expect(try state() == before)
        #expect(!home.exists("\(name).rejects.csv"))
    }

    @Test(arguments: ["email,name", "email,name\n", "メールアドレス,氏名\r\n"])
    func `with a header alone is done, with nothing counted`(text: String) throws {
        try home.write("header.csv", text)
        let run = try home.json(
            "import", "header.csv", "--list", "news", "--basis", "consent", "--source", "s", "--obtained-at",
            "2026-01-05")
        for key in ["rows", "added", "rejected", "duplicates"] { #expect(run[key] as? Int == 0, "\(key)") }
    }

    @Test(arguments: [#"a\u0000b"#, #"田中\u0000太郎"#])
    func `with a NUL in a text loses that row alone`(name: String) throws {
        let rows = [("nul1@example.com", name), ("nul2@example.com", "ok")]
        try home.write("nul.jsonl", rows.map { #"{"email":"\#($0.0)","name":"\#($0.1)"}"# + "\n" }.joined())
        let run = try home.json(
            "import", "nul.jsonl", "--list", "news", "--basis", "consent", "--source", "s", "--obtained-at",
            "2026-01-05")
        #expect(run["rows"] as? Int == 2 && run["rejected"] as? Int == 1, "\(run)")
        let reasons = try Table(home.read("nul.jsonl.rejects.csv")).rows.compactMap { $0["reason"] }
        #expect(reasons == ["the cell holds a NUL character"])
    }

    /// What programs write for a date that nobody knows: it must poison neither people nor runs.
    @Test(arguments: ["0001-01-01", "1899-12-31", "9999-12-31", "0001-01-01T00:00:00Z"])
    func `with the date of another program's emptiness is refused, wherever dates are given`(date: String) throws {
        try home.write("empty-date.csv", "email,d\nempty-date@example.com,\(date)\n")
        let run = try home.json(
            "import", "empty-date.csv", "--list", "news", "--basis", "transaction", "--source", "s", "--obtained-at",
            "column:d")
        #expect(run["rejected"] as? Int == 1 && run["added"] as? Int == 0, "\(run)")
        try home.write("wording.txt", "お知らせをお送りします。\n")
        let before = try state()
        for command in [
            [
                "import", "empty-date.csv", "--list", "news", "--basis", "transaction", "--source", "s",
                "--obtained-at", date,
            ],
            ["notice", "add", "wording.txt", "--list", "news", "--locale", "ja", "--from", date],
            ["optin", "a@example.com", "--list", "news", "--evidence", "x", "--at", date],
        ] {
            try refused(64, home.run(command), naming: date)
        }
        #expect(try state() == before)
        #expect(try home.run(["runs", "ls"]).code == 0)
    }

    @Test(arguments: ["0001-01-01", "1899-12-31", "9999-12-31"])
    func `but a no is never refused for its date`(date: String) throws {
        let who = "no-\(date)@example.com"
        try home.importContacts([who])
        try home.write("no.csv", "email,d\n\(who),\(date)\n")
        let run = try home.json(
            "import", "no.csv", "--list", "news", "--as", "opt-out", "--source", "nos", "--obtained-at", "column:d",
            "--max-changes", "100%")
        #expect(run["rejected"] as? Int == 0 && run["removed"] as? Int == 1, "\(run)")
        #expect(try home.json("why", who, "--list", "news")["reason"] as? String == "opted_out")
        let typed = try home.run(["optout", who, "--list", "news", "--source", "telephone", "--at", date])
        #expect(typed.code == (date.hasPrefix("9") ? 0 : 64), "\(typed)")
        #expect(try home.run(["runs", "ls"]).code == 0)
        try home.done("ledger", "receipt", who)
    }

    @Test(arguments: [
        (["--list", "nowhere", "--basis", "consent", "--source", "s", "--obtained-at", "2026-01-05"], "nowhere"),
        (["--list", "news", "--source", "s", "--obtained-at", "2026-01-05"], "--basis"),
        (["--list", "news", "--basis", "consent", "--source", "s"], "--obtained-at"),
        (["--list", "news", "--basis", "whim", "--source", "s", "--obtained-at", "2026-01-05"], "whim"),
        (["--list", "news", "--basis", "contract", "--source", "s", "--obtained-at", "2026-01-05"], "contract"),
        (["--list", "news", "--basis", "consent", "--source", " ", "--obtained-at", "2026-01-05"], "--source"),
        (["--list", "news", "--basis", "consent", "--source", "s", "--obtained-at", "soon"], "--obtained-at"),
        (complete + ["--as", "other"], "--as"), (complete + ["--encoding", "ebcdic"], "ebcdic"),
        (complete + ["--map", "email"], "--map"), (complete + ["--map", "email=Nowhere"], "Nowhere"),
    ])
    func `without what it must be told is a usage error (64)`(arguments: [String], words: String) throws {
        try home.write("good.csv", "email\ngood@example.com\n")
        let before = try state()
        try refused(64, home.run(["import", "good.csv"] + arguments), naming: words)
        #expect(try state() == before)
    }

    @Test func `without --source or --list is a usage error (64)`() throws {
        try home.write("good.csv", "email\ngood@example.com\n")
        #expect(try home.run(["import", "good.csv", "--list", "news"]).code == 64)
        #expect(try home.run(["import", "good.csv", "--source", "s"]).code == 64)
        #expect(try home.run(["import"]).code == 64)
        #expect(try home.run(["nonsense"]).code == 64)
    }

    @Test func `may be standard input`() throws {
        try home.write("piped.csv", "email\npiped@example.com\nbroken\n")
        let output = try home.run(
            ["import", "-", "--format", "json", "--rejects", "piped-rejects.csv"] + Self.complete,
            input: "\(home.folder)/piped.csv")
        #expect(output.code == 0, "\(output)")
        #expect(output.out.contains("\"added\":1") || output.out.contains("\"added\": 1"), "\(output)")
        #expect(try Table(home.read("piped-rejects.csv")).rows.count == 1)
    }

    @Test func `of a list in use by another import is busy (75)`() throws {
        try home.write("good.csv", "email\ngood@example.com\n")
        let holder = try home.psql(
            "BEGIN; SELECT pg_advisory_xact_lock(20902, list_id) FROM lists WHERE slug = 'news'; SELECT pg_sleep(60)")
        let held = "FROM pg_locks WHERE locktype = 'advisory' AND classid = 20902 AND granted"
        defer {
            _ = try? home.sql("SELECT pg_terminate_backend(pid) \(held)")
            _ = holder.wait(seconds: 10)
        }
        for _ in 0..<500 where try home.sql("SELECT count(*) \(held)") == "0" { usleep(20_000) }
        let before = try state()
        try refused(75, home.run(["import", "good.csv"] + Self.complete), naming: "news", "try again")
        #expect(try state() == before)
    }

    @Test func `with a rejects file that cannot be made does nothing (73)`() throws {
        try home.write("half.csv", "email\nhalf@example.com\nbroken\n")
        let before = try state()
        try refused(73, home.run(["import", "half.csv", "--rejects", "no/such/folder.csv"] + Self.complete))
        #expect(try state() == before)
    }

    @Test func `with --dry-run changes nothing and counts the same`() throws {
        try home.write("dry.csv", "email\ndry@example.com\nbroken\n")
        let before = try state()
        let plan = try home.run(["import", "dry.csv", "--dry-run", "--format", "json"] + Self.complete)
        #expect(plan.code == 0, "\(plan)")
        #expect(try state() == before)
        let planned = try #require(try JSONSerialization.jsonObject(with: Data(plan.out.utf8)) as? [String: Any])
        #expect(planned["dry_run"] as? Bool == true)
        #expect(planned["added"] as? Int == 1 && planned["rejected"] as? Int == 1)
    }

    /// Everything an import could leave behind.
    private func state() throws -> String {
        try home.sql(
            """
            SELECT (SELECT count(*) FROM contacts), (SELECT count(*) FROM consent_events), (SELECT count(*) FROM grounds),
              (SELECT count(*) FROM choices), (SELECT count(*) FROM runs)
            """)
    }
}
