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
