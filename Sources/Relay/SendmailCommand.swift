#if canImport(Glibc)
    import Glibc
#endif

/// A command that takes mail as sendmail does: `COMMAND -i -f SENDER -- RECIPIENT`, the message on standard input.
///
/// It is started without a shell, so no address can be more than an argument, and none can be an option.
package struct SendmailCommand: Sendable {
    private let path: String
    private static let seconds = 60

    /// Nil unless it is the absolute path of a file that can be run.
    package init?(path: String) {
        guard path.hasPrefix("/"), access(path, X_OK) == 0 else { return nil }
        self.path = path
    }

    func handOver(_ message: [UInt8], from sender: String, to recipient: String) throws(HandOverProblem) {
        // What is run locally ends lines with LF.
        let text = message.filter { $0 != UInt8(ascii: "\r") }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw HandOverProblem(description: "no pipe can be made") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let child = start([path, "-i", "-f", sender, "--", recipient], input: ends[0])
        close(ends[0])
        guard let child else {
            close(ends[1])
            throw HandOverProblem(description: "the command cannot be started")
        }
        let wasTaken = write(text, to: ends[1])
        close(ends[1])
        let code = wait(for: child)
        guard code == 0 else { throw HandOverProblem(description: "the command ended with \(code)") }
        guard wasTaken else { throw HandOverProblem(description: "the command did not read the message") }
    }

    private func start(_ arguments: [String], input: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // This program ignores SIGPIPE and blocks others: what it starts must not.
        var pipe = sigset_t(), none = sigset_t()
        sigemptyset(&none)
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &pipe)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        let variables = ["PATH", "HOME"].compactMap { (name: String) -> String? in
            getenv(name).map { "\(name)=\(String(cString: $0))" }
        }
        let list: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        let environment: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
        defer { (list + environment).forEach { free($0) } }
        var id = pid_t()
        return posix_spawn(&id, path, &actions, &attributes, list, environment) == 0 ? id : nil
    }

    /// The message fits into the pipe, so a command that does not read cannot keep this waiting.
    private func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return false }
                written += count
            }
            return true
        }
    }

    /// The exit code; 128 and more for a signal. What takes longer than a minute is killed.
    private func wait(for child: pid_t) -> Int32 {
        var status: Int32 = 0
        for _ in 0..<Self.seconds * 100 {
            if waitpid(child, &status, WNOHANG) == child { return Self.code(status) }
            usleep(10_000)
        }
        kill(child, SIGKILL)
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return Self.code(status)
    }

    private static func code(_ status: Int32) -> Int32 {
        status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }
}
