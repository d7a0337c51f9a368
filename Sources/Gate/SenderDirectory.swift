import Postgres
import Store
import Synchronization

/// Which sender stands for which list, read again every few seconds while it is asked.
///
/// While the database is away the last reading counts: so mail of everybody else is not held up.
final class SenderDirectory: Sendable {
    private typealias Senders = [String: ListSender]

    private struct State {
        var senders: Senders?
        var readAt: ContinuousClock.Instant?
        var reading: Task<Senders, any Error>?
    }

    private let state = Mutex(State())
    private let pool: Pool
    private static let lifetime = Duration.seconds(5)

    init(pool: Pool) {
        self.pool = pool
    }

    /// What the sender of an envelope stands for; nil for nothing. Throws if the database was never reached.
    func list(ofSender sender: String) async throws -> ListSender? {
        let keys = GateRules.keys(ofSender: sender)
        guard !keys.isEmpty else { return nil }
        let senders = try await current()
        return keys.lazy.compactMap { senders[$0] }.first
    }

    private func current() async throws -> Senders {
        switch known() {
        case .fresh(let senders):
            return senders
        case .reading(let task):
            do {
                return try await task.value
            } catch {
                guard let last = state.withLock({ state in state.senders }) else { throw error }
                return last
            }
        }
    }

    private enum Known {
        case fresh(Senders)
        /// All who ask in the meantime wait for the same reading.
        case reading(Task<Senders, any Error>)
    }

    private func known() -> Known {
        state.withLock { state -> Known in
            if let senders = state.senders, let readAt = state.readAt,
                readAt.duration(to: ContinuousClock.now) < Self.lifetime
            {
                return .fresh(senders)
            }
            if let reading = state.reading { return .reading(reading) }
            let reading = Task { try await self.read() }
            state.reading = reading
            return .reading(reading)
        }
    }

    private func read() async throws -> Senders {
        defer { state.withLock { $0.reading = nil } }
        let senders = try await pool.run { try Store($0).listSenders() }
        state.withLock { state in
            state.senders = senders
            state.readAt = .now
        }
        return senders
    }
}
