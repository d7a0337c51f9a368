import Foundation
import Testing

/// Settings, secret and schema that do not fit.
@Suite("A wrong configuration", .servedHome, .serialized) struct ConfigurationTests {
    private let home: Home = Scope.home
    static let commands = [
        ["list", "ls"], ["export", "news", "--engine", "csv", "--output", "out"], ["serve", "--port", "0"],
        ["db", "check"], ["optout", "a@example.com", "--all", "--source", "s"], ["init"],
    ]

    @Test(arguments: commands)
    func `of another secret is refused (78)`(command: [String]) throws {
        let output = try home.run(command, ["LISTS_SECRET": String(repeating: "another", count: 8)])
        refused(78, output, naming: "LISTS_SECRET")
        #expect(!output.error.contains("anotheranother"), "the secret is told")
    }

    @Test func `of a short secret is refused (78)`() throws {
        try refused(78, home.run(["list", "ls"], ["LISTS_SECRET": "short"]), naming: "LISTS_SECRET")
    }

    @Test(arguments: commands)
    func `of a database that is away is 69`(command: [String]) throws {
        let output = try home.run(
            command,
            [
                "DATABASE_URL": "postgresql://someone:hidden@127.0.0.1:1/meibo",
                "LISTS_SECRET": String(repeating: "secret", count: 8),
            ])
        refused(69, output)
        #expect(!output.error.contains("hidden"), "the password is told: \(output)")
        #expect(!home.exists("out"))
    }

    @Test func `of a mistake in lists.yaml names file and line (78)`() throws {
        try home.write("lists.yaml", "home: [\n")
        defer { unlink("\(home.folder)/lists.yaml") }
        try refused(78, home.run(["list", "ls"]), naming: "lists.yaml", "line 2")
        try home.write("lists.yaml", "actor: me\nbase_urll: https://lists.example.jp\n")
        try refused(78, home.run(["list", "ls"]), naming: "lists.yaml", "line 2", "base_urll")
        try home.write("lists.yaml", "actor: me\ntimezone:\n  - Asia/Tokyo\n")
        try refused(78, home.run(["list", "ls"]), naming: "timezone")
        try home.write("lists.yaml", "actor: me\ntimezone: Europe/Berlin\n")
        try home.done("list", "ls")
    }

    @Test(arguments: [
        ("- a list\n", "line 1: expected lines such as"), ("just a text", "line 1: expected"),
        ("actor: me\nactor: you\n", "line 2: “actor” stands there twice"),
        ("actor: me\n\ttimezone: x\n", "line 2"), ("actor: 'open\n", "no valid YAML"),
        ("actor: me\nbase_url: \0\n", "line 2: this is no text in UTF-8"), ("~: me\n", "line 1: the name"),
        ("# a remark\n---\nactor: me\nproxies: [127.0.0.1]\n", "line 4: “proxies” is no setting, or not of one line"),
        ("actor: &me me\nmail_from: *me\n", "line 2: “mail_from”"), ("? {a: b}\n: c\n", "line 1"),
        ("actor: me\n---\nactor: you\n", "no valid YAML"),
        (String(repeating: "[", count: 20_000), "lists.yaml, line"),
        ("nobody: {asks: [for, {this: {at: all}}]}\nactor: me\n", "line 1: “nobody”"),
    ])
    func `of lists.yaml that is no list of settings is refused (78)`(text: String, words: String) throws {
        try home.write("lists.yaml", text)
        defer { unlink("\(home.folder)/lists.yaml") }
        try refused(78, home.run(["list", "ls"]), naming: "lists.yaml", words)
    }

    @Test func `of lists.yaml in Shift_JIS is refused with the line (78)`() throws {
        let text: [UInt8] = Array("actor: me\n# 1\n# ".utf8) + [0x93, 0xFA, 0x96, 0x7B] + Array("\n".utf8)
        try Data(text).write(to: URL(fileURLWithPath: "\(home.folder)/lists.yaml"))
        defer { unlink("\(home.folder)/lists.yaml") }
        try refused(78, home.run(["list", "ls"]), naming: "line 3: this is no text in UTF-8")
    }

    @Test(arguments: [
        "", "# nothing yet\n", "---\n", "~\n", "\u{FEFF}actor: me\r\nbase_url:\r\n",
        "actor: ~\nsmtp: null\nsendmail:\npolicy_url: NULL", "timezone: !!str Asia/Tokyo",
        "{actor: 'me: myself', \"timezone\": \"Europe\\/Berlin\"}\n...\n", "actor: >\n  folded\n  text\n", "{}",
    ])
    func `of lists.yaml may say little, and in every form that YAML has`(text: String) throws {
        try home.write("lists.yaml", text)
        defer { unlink("\(home.folder)/lists.yaml") }
        try home.done("list", "ls")
    }

    @Test(arguments: [
        "database_url: postgresql://127.0.0.1:1/x", "{database_url: 'postgresql://127.0.0.1:1/x'}",
        "actor: me\n\"database_url\": \"postgresql:\\x2F\\u002F127.0.0.1:1/x\" # away\n",
        "database_url: >-\n  postgresql://127.0.0.1:1/x\nactor: me\n",
    ])
    func `of a database that lists.yaml names is obeyed, and its port not found (69)`(text: String) throws {
        try home.write("lists.yaml", text)
        defer { unlink("\(home.folder)/lists.yaml") }
        try refused(69, home.run(["list", "ls"], ["LISTS_SECRET": String(repeating: "secret", count: 8)]))
    }

    @Test func `of another schema version is refused with a hint (78), by every command and readyz`() throws {
        let version = try #require(Int(home.sql("SELECT schema_version FROM installation")))
        defer { _ = try? home.sql("UPDATE installation SET schema_version = \(version)") }
        for (number, hint) in [(version + 98, "newer"), (0, "db upgrade")] {
            _ = try home.sql("UPDATE installation SET schema_version = \(number)")
            for command in [["list", "ls"], ["serve", "--port", "0"], ["ledger", "verify"]] {
                try refused(78, home.run(command), naming: "\(number)", "\(version)", hint)
            }
            let ready = try Scope.service.get("/readyz")
            #expect(ready.status == 503)
        }
        _ = try home.sql("UPDATE installation SET schema_version = \(version)")
        try home.done("db", "check")
        #expect(try Scope.service.get("/readyz").status == 200)
    }

    @Test func `is none: init twice, and every command, work as they are`() throws {
        try home.done("init")
        try home.done("init")
        try home.done("db", "check")
        #expect(try home.json("list", "show", "news")["list"] as? String == "news")
    }
}
