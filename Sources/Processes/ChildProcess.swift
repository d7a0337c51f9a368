#if canImport(Glibc)
    import Glibc
#endif

/// A program started by this one, without a shell: what its arguments hold is text to it and nothing else.
package struct ChildProcess: Sendable {
    private let id: pid_t

    /// Where a standard stream leads.
    package enum Stream: Sendable {
        case nowhere
        case descriptor(Int32)
        /// To the end of a file, which is made if it is not there.
        case file(String)
    }

    /// POSIX_SPAWN_SETSID, which Glibc's module map hides.
    private static let newSession: Int16 = 0x80

    /// Starts `arguments[0]`, looked for in PATH unless it is a path. Nil if that cannot be started.
    ///
    /// - Parameters:
    ///   - environment: nil for that of this process.
    ///   - ownSession: a Ctrl-C at the terminal does not reach it.
    package init?(
        _ arguments: [String], environment: [String: String]?, input: Stream = .nowhere, output: Stream = .nowhere,
        errors: Stream = .nowhere, ownSession: Bool = false
    ) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, stream) in zip([0, 1, 2] as [Int32], [input, output, errors]) {
            switch stream {
            case .nowhere: posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
            case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, number)
            case .file(let path):
                posix_spawn_file_actions_addopen(&actions, number, path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            }
        }
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
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) | (ownSession ? Self.newSession : 0))

        let list = Self.copies(of: arguments)
        let variables = environment.map { Self.copies(of: $0.map { "\($0.key)=\($0.value)" }) }
        defer { (list + (variables ?? [])).forEach { free($0) } }
        var id = pid_t()
        guard posix_spawnp(&id, arguments[0], &actions, &attributes, list, variables ?? Self.ownEnvironment) == 0 else {
            return nil
        }
        self.id = id
    }

    /// Waits for the end. Answers the exit code; 128 and more for a signal.
    package func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        return Self.exitCode(status)
    }

    /// The same, but kills what takes longer than so many seconds.
    package func wait(atMost seconds: Int) -> Int32 {
        for _ in 0..<seconds * 100 {
            if let code = exitCodeIfEnded() { return code }
            usleep(10_000)
        }
        kill(id, SIGKILL)
        return wait()
    }

    /// The exit code if the program has ended, else nil.
    package func exitCodeIfEnded() -> Int32? {
        var status: Int32 = 0
        return waitpid(id, &status, WNOHANG) == id ? Self.exitCode(status) : nil
    }

    private static var ownEnvironment: [UnsafeMutablePointer<CChar>?] {
        var variables: [UnsafeMutablePointer<CChar>?] = []
        var place = environ
        while let variable = place.pointee {
            variables.append(variable)
            place += 1
        }
        return variables + [nil]
    }

    private static func copies(of texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        texts.map { strdup($0) } + [nil]
    }

    private static func exitCode(_ status: Int32) -> Int32 {
        status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }
}
