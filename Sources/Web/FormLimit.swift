import Synchronization

/// How many forms a client may send: so many in a minute. At most 10,000 clients are counted; while there are more,
/// new ones have to wait.
final class FormLimit: Sendable {
    private struct Window {
        let began: ContinuousClock.Instant
        var count: Int
    }

    private let windows = Mutex<[String: Window]>([:])
    private let most: Int
    private let clients: Int
    private static let length = Duration.seconds(60)

    init(most: Int = 20, clients: Int = 10_000) {
        self.most = most
        self.clients = clients
    }

    /// Counts one more of a client; false if it is one too many.
    func admits(_ client: String, at now: ContinuousClock.Instant = .now) -> Bool {
        windows.withLock { windows in
            if var window = windows[client], now - window.began < Self.length {
                guard window.count < most else { return false }
                window.count += 1
                windows[client] = window
                return true
            }
            if windows.count >= clients {
                windows = windows.filter { now - $0.value.began < Self.length }
                guard windows.count < clients else { return false }
            }
            windows[client] = Window(began: now, count: 1)
            return true
        }
    }
}
