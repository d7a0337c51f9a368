import Foundation
import Testing

/// `lists` and `lists-mail`: who calls the one gets the other where it is needed.
@Suite("The two programs") struct TwoProgramsTests {
    @Test func `are one to the person: the same commands in both, however lists is called`() throws {
        let folder = try emptyFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let mail = "\(URL(fileURLWithPath: Binary.path).deletingLastPathComponent().path)/lists-mail"
        let called = "\(folder)/called"
        try FileManager.default.createSymbolicLink(atPath: called, withDestinationPath: Binary.path)
        try Data("To: a@example.com, b@example.com\n\nHello".utf8).write(to: URL(fileURLWithPath: "\(folder)/mail.eml"))
        for arguments in [
            ["lint-message", "mail.eml", "--outgoing"], ["segment", "--help"], ["serve", "--port", "x"],
        ] {
            let outputs = try [Binary.path, mail, called].map { program in
                try Program([program] + arguments, folder: folder, environment: [:]).wait()
            }
            #expect(Set(outputs.map(\.description)).count == 1, "\(arguments): \(outputs)")
        }
        let checked = try Program([called, "lint-message", "mail.eml", "--outgoing"], folder: folder, environment: [:])
            .wait()
        #expect(checked.code == 65 && checked.out.contains("fail"), "\(checked)")
    }

    @Test func `belong together: without the other one a command of mail says what is missing (78)`() throws {
        let folder = try emptyFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let alone = "\(folder)/lists"
        if link(Binary.path, alone) != 0 { try FileManager.default.copyItem(atPath: Binary.path, toPath: alone) }
        for command in [["serve"], ["policy"], ["outbox", "send"], ["lint-message", "-"]] {
            let output = try Program([alone] + command, folder: folder, environment: [:]).wait()
            refused(78, output, naming: "\(folder)/lists-mail")
        }
        let help = try Program([alone, "serve", "--help"], folder: folder, environment: [:]).wait()
        #expect(help.code == 0 && help.out.contains("--port"), "\(help)")
    }

    @Test func `stop on Ctrl-C with 130, whichever does the work`() throws {
        let folder = try emptyFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // A message of which no more comes.
        let pipe = "\(folder)/pipe"
        try #require(mkfifo(pipe, 0o600) == 0)
        let end = open(pipe, O_RDWR)
        defer { close(end) }
        for command in [["lint-message", "-"], ["ledger", "check-receipt", "-"]] {
            let program = try Program([Binary.path] + command, folder: folder, environment: [:], input: pipe)
            usleep(500_000)
            program.kill(SIGINT)
            let output = program.wait()
            #expect(output.code == 130 && output.out == "", "\(command): \(output)")
        }
    }

    @Test func `are of one version, or nothing is done (78)`() throws {
        let mail = "\(URL(fileURLWithPath: Binary.path).deletingLastPathComponent().path)/lists-mail"
        let output = try Program(
            [mail, "lint-message", "-"], folder: "/tmp", environment: ["LISTS_CALLED_BY": "0.0.1"]
        ).wait()
        refused(78, output, naming: "0.0.1", "install")
    }

    @Test(.home) func `take one session of the server for one command`() throws {
        let home = Scope.home!
        let service = try Service(home)
        defer { _ = service.stop() }
        let url = ["DATABASE_URL": "postgresql://meibo_app@/meibo?host=\(home.folder)/home/run"]
        let before = try sessions(home)
        for command in [["list", "ls"], ["segment", "count", "--where", "plan = pro"], ["list", "show", "news"]] {
            let output = try home.run(command, url.mapValues { $0 })
            #expect(output.code == 0, "\(output)")
        }
        // The server notes a session when it is over.
        for _ in 0..<200 where try sessions(home) < before + 3 { usleep(20_000) }
        usleep(200_000)
        #expect(try sessions(home) == before + 3)
    }

    /// How many sessions of the database there were, and are.
    private func sessions(_ home: Home) throws -> Int {
        let arguments = ["-h", "\(home.folder)/home/run", "-U", "meibo_owner", "-d", "postgres", "-XAtq", "-c"]
        let statement = "SELECT sessions FROM pg_stat_database WHERE datname = 'meibo'"
        let output = try Program(
            [Binary.postgres("psql")] + arguments + [statement], folder: home.folder, environment: home.environment
        ).wait()
        return try #require(Int(output.out.trimmingCharacters(in: .whitespacesAndNewlines)), "\(output)")
    }

    private func emptyFolder() throws -> String {
        let folder = "/tmp/lt-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }
}
