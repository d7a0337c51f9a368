import Testing

@Suite("Help") struct HelpTests {
    static let commands = [
        "", "init", "list", "list create", "list ls", "list show", "list set", "list archive", "import", "runs",
        "runs ls", "runs show", "runs undo", "segment",
        "segment set", "segment ls", "segment show", "segment rm", "segment count", "export", "export verify", "why",
        "optout", "optin", "notice", "notice add", "notice end", "notice ls", "notice show", "consent",
        "consent pack", "consent verify", "token", "token new", "token show", "key", "key rotate", "key ls", "key revoke",
        "secret", "secret rotate", "policy", "contact", "contact show", "contact ls", "ledger", "ledger verify", "ledger seal",
        "ledger seals", "ledger receipt", "ledger check-receipt", "serve", "db", "db check",
        "db upgrade", "db backup", "db restore",
    ]

    @Test(arguments: commands) func `of every command works without a database`(command: String) throws {
        let words = command.split(separator: " ").map(String.init)
        let output = try Program(
            [Binary.path] + words + ["--help"], folder: "/tmp",
            environment: ["DATABASE_URL": "postgresql://127.0.0.1:1/x"]
        ).wait()
        #expect(output.code == 0, "\(output)")
        #expect(output.out.contains("USAGE: lists \(command)"), "\(output)")
        #expect(output.error == "", "\(output)")
    }
}
