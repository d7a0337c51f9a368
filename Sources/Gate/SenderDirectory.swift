import Consent
import Postgres
import Store
import Synchronization

/// What senders stand for: the lists' own addresses, and the keys that sign the senders of send lists. Both are read again
/// every few seconds while it is asked.
///
/// While the database is away the last reading counts: so mail of everybody else is not held up.
final class SenderDirectory: Sendable {
    private struct Senders: Sendable {
        let lists: [String: ListSender]
        let tokens: TokenKeys
    }

    private struct State {
        var senders: Senders?
        var readAt: ContinuousClock.Instant?
        var reading: Task<Senders, any Error>?
    }

    private let state = Mutex(State())
    private let pool: Pool
    private let readTokens: @Sendable (Store) throws -> TokenKeys
    private static let lifetime = Duration.seconds(5)

    init(pool: Pool, readTokens: @escaping @Sendable (Store) throws -> TokenKeys) {
        self.pool = pool
        self.readTokens = readTokens
    }

    /// What the sender of an envelope stands for. Throws if the database was never reached.
    func meaning(of sender: String) async throws -> Sender {
        let keys = GateRules.keys(ofSender: sender)
        guard let address = keys.first, let at = address.lastIndex(of: "@") else { return .nobodyOfOurs }
        let senders = try await current()
        if let list = keys.lazy.compactMap({ senders.lists[$0] }).first { return .list(list) }
        return senders.tokens.bounceAddress(from: address[..<at]).map(Sender.mail) ?? .nobodyOfOurs
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
        let senders = try await pool.run { [readTokens] connection in
            let store = Store(connection)
            return Senders(lists: try store.listSenders(), tokens: try readTokens(store))
        }
        state.withLock { state in
            state.senders = senders
            state.readAt = .now
        }
        return senders
    }
}
