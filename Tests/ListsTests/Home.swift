import Foundation
import Testing

/// A data folder with an embedded server of its own, and commands run in it. `remove` stops and removes everything.
final class Home: Sendable {
    /// A working folder; `LISTS_HOME` is `home` in it.
    let folder: String
    let environment: [String: String]

    init() throws {
        // Short, for the socket's path, and under /tmp, because as root the server runs as user postgres.
        folder = "/tmp/lt-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        var environment = ["LISTS_HOME": "\(folder)/home", "LISTS_BASE_URL": "http://127.0.0.1:8080"]
        for name in ["PATH", "HOME", "PG_BINDIR"] { environment[name] = ProcessInfo.processInfo.environment[name] }
        self.environment = environment
    }

    func remove() {
        // A service or command that a failed test left behind would keep the server up.
        if let text = try? String(contentsOfFile: "\(folder)/home/postgres/postmaster.pid", encoding: .utf8),
            let id = text.split(separator: "\n").first.flatMap({ pid_t($0) })
        {
            kill(id, SIGQUIT)
            for _ in 0..<500 where kill(id, 0) == 0 { usleep(10_000) }
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    func start(_ arguments: [String], _ extra: [String: String?] = [:], input: String = "/dev/null") throws -> Program {
        let all = environment.merging(extra.compactMapValues { $0 }) { $1 }.filter { extra[$0.key] != .some(nil) }
        return try Program([Binary.path] + arguments, folder: folder, environment: all, input: input)
    }

    /// Runs `lists` with these arguments. A nil in `extra` takes a variable away.
    func run(_ arguments: [String], _ extra: [String: String?] = [:], input: String = "/dev/null") throws
        -> Program.Output
    {
        try start(arguments, extra, input: input).wait()
    }

    /// Runs `lists`, which must succeed, and answers its standard output.
    @discardableResult
    func done(_ arguments: String..., at location: SourceLocation = #_sourceLocation) throws -> String {
        let output = try run(arguments)
        #expect(output.code == 0, "lists \(arguments.joined(separator: " ")): \(output)", sourceLocation: location)
        return output.out
    }

    /// Runs `lists … --format json`, which must succeed, and answers the object.
    func json(_ arguments: String..., at location: SourceLocation = #_sourceLocation) throws -> [String: Any] {
        let output = try run(arguments + ["--format", "json"])
        try #require(output.code == 0, "lists \(arguments.joined(separator: " ")): \(output)", sourceLocation: location)
        let object = try JSONSerialization.jsonObject(with: Data(output.out.utf8))
        return try #require(object as? [String: Any], sourceLocation: location)
    }

    /// Runs SQL as the cluster's superuser while the server is up; answers the unaligned tuples.
    func sql(_ statement: String) throws -> String {
        let output = try psql(statement).wait()
        try #require(output.code == 0, "\(statement): \(output)")
        return output.out.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Starts psql as the cluster's superuser.
    func psql(_ statement: String) throws -> Program {
        let arguments = ["-h", "\(folder)/home/run", "-U", "meibo_owner", "-d", "meibo", "-XAtq"]
        // Its sessions act as meibo_app unless they ask for their own rights back.
        let commands = ["-c", "SET ROLE NONE", "-c", statement]
        return try Program([Binary.postgres("psql")] + arguments + commands, folder: folder, environment: environment)
    }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }

    func read(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    }

    func exists(_ name: String) -> Bool { access("\(folder)/\(name)", F_OK) == 0 }

    func createList(_ slug: String = "news", name: String = "News") throws {
        try done(
            "list", "create", slug, "--name", name, "--sender-name", "Aoba", "--sender-address", "Sendai",
            "--sender-contact", "https://aoba.example/contact", "--complaint-contact", "news@aoba.example")
    }

    /// Imports these addresses to `news` with consent.
    func importContacts(_ addresses: [String], list: String = "news") throws {
        let file = "contacts-\(UInt32.random(in: 0 ... .max)).csv"
        try write(file, "email\n" + addresses.map { "\($0)\n" }.joined())
        try done(
            "import", file, "--list", list, "--basis", "consent", "--source", "form", "--obtained-at",
            "2026-01-05")
    }

    /// The path of each address's own link, from a new send list.
    func links(list: String = "news") throws -> [String: String] {
        let text = try done("export", list, "--engine", "csv", "--output", "-")
        return try Table(text).column("unsubscribe_url", by: "email").mapValues { URL(string: $0)?.path ?? "" }
    }
}
