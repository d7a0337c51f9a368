import Foundation
import Testing

/// Every command's help, against the golden files in `Help` beside this file.
///
/// After a change of a command, `UPDATE_HELP=1 make test` writes them anew; the difference is then reviewed.
@Suite("Help") struct HelpTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "Help")

    @Test func `of every command works without a database and is what the golden file says`() throws {
        let commands = try Self.commands()
        #expect(commands.count > 30, "the commands were not found: \(commands)")
        for command in commands {
            let output = try Self.run(command + ["--help"])
            #expect(output.code == 0 && output.error == "", "\(command): \(output)")
            #expect(output.out.contains("USAGE: \((["lists"] + command).joined(separator: " "))"), "\(output)")
            let file = Self.folder.appendingPathComponent((["lists"] + command).joined(separator: "-") + ".txt")
            if ProcessInfo.processInfo.environment["UPDATE_HELP"] != nil {
                try Data(output.out.utf8).write(to: file)
            }
            let golden = try? String(contentsOf: file, encoding: .utf8)
            #expect(output.out == golden, "\(file.lastPathComponent): UPDATE_HELP=1 writes it anew")
        }
        let known = Set(commands.map { (["lists"] + $0).joined(separator: "-") + ".txt" })
        let kept = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(kept).subtracting(known) == [], "golden files of commands that are gone")
    }

    @Test func `names no command that the README does not`() throws {
        let readme = try String(
            contentsOf: Self.folder.appendingPathComponent("../../../README.md"), encoding: .utf8)
        for command in try Self.commands() where !command.isEmpty {
            #expect(readme.contains(command.joined(separator: " ")), "lists \(command.joined(separator: " "))")
        }
    }

    /// The words of every command, the program's own first, as the argument parser tells them.
    private static func commands() throws -> [[String]] {
        let output = try run(["--experimental-dump-help"])
        let tree = try JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [String: Any]
        return paths(of: try #require(tree?["command"] as? [String: Any]), under: [])
    }

    private static func paths(of command: [String: Any], under path: [String]) -> [[String]] {
        let children = command["subcommands"] as? [[String: Any]] ?? []
        return [path]
            + children.flatMap { child -> [[String]] in
                guard let name = child["commandName"] as? String, name != "help" else { return [] }
                return paths(of: child, under: path + [name])
            }
    }

    private static func run(_ arguments: [String]) throws -> Program.Output {
        try Program(
            [Binary.path] + arguments, folder: "/tmp", environment: ["DATABASE_URL": "postgresql://127.0.0.1:1/x"]
        ).wait()
    }

    @Test(arguments: [("lists seg", ["segment"]), ("lists segment co", ["count"]), ("lists export ver", ["verify"])])
    func `is in the script for bash, which completes`(typed: String, words: [String]) throws {
        let script = try Self.run(["completion", "bash"])
        #expect(script.code == 0, "\(script)")
        let file = "/tmp/lists-completion-\(UInt64.random(in: 0 ... .max))"
        try Data(script.out.utf8).write(to: URL(fileURLWithPath: file))
        defer { unlink(file) }
        // What a press of Tab does.
        let press = """
            set -e; source "$0"; COMP_LINE="$1"; COMP_POINT=${#1}; COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            function=$(complete -p lists | sed 's/.*-F \\([^ ]*\\).*/\\1/'); "$function" lists "${COMP_WORDS[-1]}" ""
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let output = try Program(["/bin/bash", "-c", press, file, typed], folder: "/tmp", environment: [:]).wait()
        let found = output.out.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(found == words, "\(output)")
    }

    @Test func `has scripts for three shells`() throws {
        #expect(try Self.run(["completion", "zsh"]).out.hasPrefix("#compdef lists\n"))
        #expect(try Self.run(["completion", "fish"]).out.contains("complete -c 'lists'"))
        let refusal = try Self.run(["completion", "tcsh"])
        #expect(refusal.code == 64 && refusal.error.contains("bash"), "\(refusal)")
    }

    @Test func `of export shows the flags of export SLUG`() throws {
        let output = try Program([Binary.path, "export", "--help"], folder: "/tmp", environment: [:]).wait()
        for flag in ["<slug>", "--engine", "--output", "--fields", "--holdout", "--resume", "recheck", "find"] {
            #expect(output.out.contains(flag), "\(flag) is not in:\n\(output.out)")
        }
    }
}
