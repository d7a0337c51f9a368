#if canImport(Glibc)
    import Glibc
#endif

/// A program started by this one, in a session of its own so that a Ctrl-C at the terminal does not reach it.
struct ChildProcess: Sendable {
    let id: pid_t

    /// POSIX_SPAWN_SETSID, which Glibc's module map hides.
    private static let newSession: Int16 = 0x80

    /// Starts `arguments[0]` with a bare environment and `extra`. Standard input is closed, both outputs are appended to
    /// the file `log`.
    init(
        _ arguments: [String], log: String, environment extra: [String: String] = [:]
    ) throws(EmbeddedServerError) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Self.newSession)

        let list: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { list.forEach { free($0) } }
        // In a place that every user may enter: the server gives up the rights of root.
        let variables = ["PATH=/usr/bin:/bin", "LC_ALL=C", "HOME=/"] + extra.map { "\($0.key)=\($0.value)" }
        let environment: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
        defer { environment.forEach { free($0) } }
        var id = pid_t()
        guard posix_spawn(&id, arguments[0], &actions, &attributes, list, environment) == 0 else {
            throw .programMissing(arguments[0])
        }
        self.id = id
    }

    /// Waits for the end. Answers the exit code; 128 and more for a signal.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        return Self.exitCode(status)
    }

    /// The exit code if the program has ended, else nil.
    func exitCodeIfEnded() -> Int32? {
        var status: Int32 = 0
        return waitpid(id, &status, WNOHANG) == id ? Self.exitCode(status) : nil
    }

    private static func exitCode(_ status: Int32) -> Int32 {
        status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }
}
