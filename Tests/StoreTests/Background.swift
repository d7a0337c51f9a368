import Consent
import Postgres
import SQL
import TestSupport

/// Work on a connection and a thread of its own, so that it may wait for a lock that the test holds.
struct Background<Value: Sendable>: Sendable {
    private let outcome = BoundedQueue<Result<Value, any Error>>(capacity: 1)

    init(_ parameters: ConnectionParameters, _ body: @escaping @Sendable (Connection) throws -> Value) {
        startThread { [outcome] in
            _ = outcome.push(Result { try body(try Connection(parameters)) })
        }
    }

    /// Waits for the end.
    func value() throws -> Value {
        try outcome.pop()!.get()
    }
}

extension TestDatabase {
    /// Waits until a session of this database waits for a lock. Throws `Nobody` after ten seconds without one.
    func waitUntilSomebodyWaits() throws {
        struct Nobody: Error {}
        let deadline = ContinuousClock.now + .seconds(10)
        let waiting: Statement =
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        let superuser = try superuser()
        while try superuser.execute(waiting) == 0 {
            guard ContinuousClock.now < deadline else { throw Nobody() }
        }
    }
}
