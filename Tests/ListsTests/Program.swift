import Foundation

/// A program that was started, with its outputs in files.
final class Program: Sendable {
    /// How a program ended and what it printed.
    struct Output: Sendable, CustomStringConvertible {
        /// The exit code; 128 and the signal's number for one that was killed.
        let code: Int32
        let out: String
        let error: String

        var description: String { "exit \(code)\nstdout: \(out.prefix(2000))\nstderr: \(error.prefix(2000))" }
    }

    /// What could not be started.
    struct Missing: Error, CustomStringConvertible {
        let program: String
        var description: String { "\(program) cannot be run: build it first (swift build)" }
    }

    let id: pid_t
    private let outPath: String
    private let errorPath: String

    /// Starts `arguments[0]` in `folder` with exactly this environment; standard input is `input`.
    init(_ arguments: [String], folder: String, environment: [String: String], input: String = "/dev/null") throws {
        guard !arguments[0].hasPrefix("/") || access(arguments[0], X_OK) == 0 else {
            throw Missing(program: arguments[0])
        }
        let name = "\(folder)/.output-\(UInt64.random(in: 0 ... .max))"
        (outPath, errorPath) = ("\(name).out", "\(name).err")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outPath, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT, 0o600)
        // The threads of a test block signals, and a program inherits that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let settings = environment.map { "\($0.key)=\($0.value)" }
        let all = ["/usr/bin/env", "-i", "-C", folder] + settings + arguments
        let list: [UnsafeMutablePointer<CChar>?] = all.map { strdup($0) } + [nil]
        defer { list.forEach { free($0) } }
        var id = pid_t()
        guard posix_spawn(&id, list[0]!, &actions, &attributes, list, [nil]) == 0 else {
            throw Missing(program: all[0])
        }
        self.id = id
    }

    /// What it has said on standard error so far.
    var errorSoFar: String { Self.text(errorPath) }

    func kill(_ signal: Int32) {
        Foundation.kill(id, signal)
    }

    /// Waits for the end, once. After `seconds` it is killed: a test must not hang.
    func wait(seconds: Double = 120) -> Output {
        let deadline = Date().addingTimeInterval(seconds)
        var status: Int32 = 0
        while case let ended = waitpid(id, &status, WNOHANG), ended != id {
            if ended < 0, errno != EINTR { break }
            if Date() > deadline { kill(SIGKILL) }
            usleep(3_000)
        }
        let code = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
        defer {
            unlink(outPath)
            unlink(errorPath)
        }
        return Output(code: code, out: Self.text(outPath), error: Self.text(errorPath))
    }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
