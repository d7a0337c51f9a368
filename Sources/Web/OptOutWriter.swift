import Consent
import Postgres
import Store
import Synchronization

/// Writes the opt-outs of one-click links in group commits.
///
/// Callers queue under a lock; a free lane takes all that is pending, at most 500, appends it in one statement and
/// resumes every caller after the commit. There is no timer: under light load a click is its own group. Equal tokens
/// within a group become one line.
final class OptOutWriter: Sendable {
    /// A click: whose, which list or send list, and by which way.
    struct Click: Sendable {
        var token: Token
        var method: ConsentLine.Method
    }

    private struct Pending {
        let click: Click
        let event: ContactID
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var pending: [Pending] = []
        var busyLanes = 0
    }

    private let pool: Pool
    private let state = Mutex(State())
    private let lanes: Int
    private let capacity: Int
    private static let largestGroup = 500

    /// - Parameters:
    ///   - lanes: how many groups may be written at once; two keep the disk busy while one group gathers.
    ///   - capacity: how many clicks may wait; past that `write` throws `overloaded`.
    init(pool: Pool, lanes: Int = 2, capacity: Int = 20_000) {
        self.pool = pool
        self.lanes = lanes
        self.capacity = capacity
    }

    /// Returns after the opt-out is durable. Throws what the database throws; then nothing is known to be recorded.
    func write(_ click: Click) async throws {
        try await withCheckedThrowingContinuation { continuation in
            var random = SystemRandomNumberGenerator()
            let event = ContactID(high: random.next(), low: random.next()).asVersion8
            let startsLane: Bool? = state.withLock { state in
                guard state.pending.count < capacity else { return nil }
                state.pending.append(Pending(click: click, event: event, continuation: continuation))
                guard state.busyLanes < lanes else { return false }
                state.busyLanes += 1
                return true
            }
            switch startsLane {
            case nil: continuation.resume(throwing: PostgresError.overloaded)
            case true?: Task { await runLane() }
            case false?: break
            }
        }
    }

    private func runLane() async {
        while let group = nextGroup() {
            do {
                try await append(group.map(\.click), events: group.map(\.event))
                group.forEach { $0.continuation.resume() }
            } catch  where group.count > 1 && !Self.isAway(error) {
                // One bad line must not fail the others: each is tried alone.
                for one in group {
                    do {
                        try await append([one.click], events: [one.event])
                        one.continuation.resume()
                    } catch {
                        one.continuation.resume(throwing: error)
                    }
                }
            } catch {
                group.forEach { $0.continuation.resume(throwing: error) }
            }
        }
    }

    /// All that is pending, or nil if the lane may rest.
    private func nextGroup() -> [Pending]? {
        state.withLock { state in
            if state.pending.isEmpty {
                state.busyLanes -= 1
                return nil
            }
            let group = Array(state.pending.prefix(Self.largestGroup))
            state.pending.removeFirst(group.count)
            return group
        }
    }

    private func append(_ clicks: [Click], events: [ContactID]) async throws {
        do {
            try await appendOnce(clicks, events: events)
        } catch  where Self.isAway(error) {
            // Often only an idle connection was lost, and a new one works. The ids of the events make it harmless.
            try await appendOnce(clicks, events: events)
        }
    }

    private func appendOnce(_ clicks: [Click], events: [ContactID]) async throws {
        try await pool.run { connection in
            let store = Store(connection)
            var seen: Set<Token> = []
            var lines: [ConsentLine] = []
            for (click, event) in zip(clicks, events) where seen.insert(click.token).inserted {
                for list in try store.lists(of: click.token) {
                    lines.append(
                        ConsentLine(
                            contact: click.token.contact, list: list, kind: .optedOut,
                            event: Self.event(event, on: list, of: click.token), actor: "person",
                            method: click.method))
                }
            }
            _ = try store.append(lines)
        }
    }

    /// The line's own id where a click leaves several lists: the ledger takes an id of a contact once.
    private static func event(_ event: ContactID, on list: ListID, of token: Token) -> ContactID {
        guard case .everyListOfSendList = token.scope else { return event }
        return ContactID(high: event.high, low: event.low ^ UInt64(UInt32(bitPattern: list.rawValue)))
    }

    private static func isAway(_ error: any Error) -> Bool {
        (error as? PostgresError)?.isServerAway ?? false
    }
}
