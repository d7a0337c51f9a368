import Consent
import Postgres
import Synchronization

/// The keys of tokens as a running service knows them: it learns of new and of revoked ones without a restart.
///
/// A token with a newer key than the newest known here has the keys read again before it is judged, so a link of a new key works at
/// once. Forged key numbers cannot make that many reads: one a second, which all who ask in the meantime share.
final class KeyRing: Sendable {
    private struct State {
        var keys: TokenKeys
        var lastRead: ContinuousClock.Instant
        /// A read that waits for its second to come; nil as soon as it asks the database.
        var coming: Task<TokenKeys, any Error>?
        var waiting = 0
    }

    private let state: Mutex<State>
    private let read: @Sendable () async throws -> TokenKeys
    private static let pause = Duration.seconds(1)
    private static let mostWaiting = 1000

    init(_ keys: TokenKeys, read: @escaping @Sendable () async throws -> TokenKeys) {
        state = Mutex(State(keys: keys, lastRead: .now))
        self.read = read
    }

    /// The token in a link; nil if it was not issued here, was changed, or its key is revoked. Throws if that cannot be
    /// told because the keys cannot be read.
    func token(from text: String) async throws -> Token? {
        try await find(in: text) { $0.token(from: text) }
    }

    /// The confirmation in a link; as `token(from:)`.
    func confirmation(from text: String) async throws -> ConfirmationToken? {
        try await find(in: text) { $0.confirmation(from: text) }
    }

    private func find<Found>(in text: String, _ check: (TokenKeys) -> Found?) async throws -> Found? {
        let keys = state.withLock { $0.keys }
        if let found = check(keys) { return found }
        // Numbers are given in order: a lower one that is not among the keys is revoked.
        guard let number = TokenKeys.claimedNumber(in: text), number > keys.newest else { return nil }
        guard enter() else { throw PostgresError.overloaded }
        defer { state.withLock { $0.waiting -= 1 } }
        return check(try await next().value)
    }

    /// Reads the keys again and again, until the task is cancelled, so that a revoked one is soon not taken any more.
    func keepFresh(every interval: Duration, onFailure: @Sendable (any Error) -> Void) async {
        while (try? await Task.sleep(for: interval)) != nil {
            do {
                _ = try await next().value
            } catch {
                onFailure(error)
            }
        }
    }

    private func enter() -> Bool {
        state.withLock { state in
            guard state.waiting < Self.mostWaiting else { return false }
            state.waiting += 1
            return true
        }
    }

    /// The next read to begin. Never one that has begun: it may not see a key that was made a moment ago.
    private func next() -> Task<TokenKeys, any Error> {
        state.withLock { state in
            if let coming = state.coming { return coming }
            let begin = max(.now, state.lastRead + Self.pause)
            let task = Task {
                try await Task.sleep(until: begin, clock: .continuous)
                self.state.withLock { state in
                    state.coming = nil
                    state.lastRead = .now
                }
                let keys = try await read()
                self.state.withLock { $0.keys = keys }
                return keys
            }
            state.coming = task
            return task
        }
    }
}
