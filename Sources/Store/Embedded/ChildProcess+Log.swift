import Processes

extension ChildProcess {
    /// Starts a program of PostgreSQL with a bare environment and `extra`; what it says is appended to the file `log`.
    /// A Ctrl-C at the terminal does not reach it.
    init(
        _ arguments: [String], log: String, environment extra: [String: String] = [:]
    ) throws(EmbeddedServerError) {
        // In a place that every user may enter: the server gives up the rights of root.
        let bare = ["PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": "/"]
        let child = ChildProcess(
            arguments, environment: bare.merging(extra) { own, _ in own }, output: .file(log), errors: .file(log),
            ownSession: true)
        guard let child else { throw .programMissing(arguments[0]) }
        self = child
    }
}
