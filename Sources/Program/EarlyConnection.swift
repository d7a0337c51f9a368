import Postgres
import Synchronization

/// The connection that a command will need, begun while its arguments are still read: the server takes as long for its part
/// as the argument parser for the arguments.
enum EarlyConnection {
    private static let begun = Mutex<BegunConnection?>(nil)

    /// Asks the server that the environment names. What the arguments name is not known yet.
    static func begin() {
        guard let url = Environment.current["DATABASE_URL"], !url.isEmpty,
            !CommandLine.arguments.contains(where: { $0.hasPrefix("--database") })
        else { return }
        begun.withLock { $0 = BegunConnection(ConnectionParameters(url)) }
    }

    /// The connection that was begun, once.
    static func take() -> BegunConnection? {
        begun.withLock { begun in
            defer { begun = nil }
            return begun
        }
    }
}
