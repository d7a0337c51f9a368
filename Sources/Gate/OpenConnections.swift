import NIOCore
import Synchronization

/// The connections of the service: bounded in number, and closed in order at the end.
final class OpenConnections: Sendable {
    private struct State {
        var idle: [ObjectIdentifier: any Channel] = [:]
        var busy = 0
        var isEnding = false
    }

    private let state = Mutex(State())
    private let most: Int

    init(most: Int) {
        self.most = most
    }

    /// Takes a new connection in. Answers false if there are too many, or the end has come.
    func admit(_ channel: any Channel) -> Bool {
        state.withLock { state in
            guard !state.isEnding, state.idle.count + state.busy < most else { return false }
            state.idle[ObjectIdentifier(channel)] = channel
            return true
        }
    }

    /// A request of a connection is being answered: the end waits for it.
    func begin(_ channel: any Channel) {
        state.withLock { state in
            if state.idle.removeValue(forKey: ObjectIdentifier(channel)) != nil { state.busy += 1 }
        }
    }

    /// The answer is out. Answers whether the connection may go on.
    func finish(_ channel: any Channel) -> Bool {
        state.withLock { state in
            state.busy -= 1
            state.idle[ObjectIdentifier(channel)] = channel
            return !state.isEnding
        }
    }

    func remove(_ channel: any Channel) {
        state.withLock { _ = $0.idle.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// From now on nobody is admitted; connections without a request are closed, the others after their answer.
    func end() {
        let idle = state.withLock { state in
            state.isEnding = true
            return Array(state.idle.values)
        }
        idle.forEach { $0.close(promise: nil) }
    }
}
