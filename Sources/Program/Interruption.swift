import Postgres
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Ctrl-C: the first one asks the database to stop the running statement, so that the command ends in order with
/// nothing half done; the second one ends the program at once.
package enum Interruption {
    private struct State {
        var cancellation: Cancellation?
        var count = 0
        var isTermination = false
    }

    private static let state = Mutex(State())

    /// Whether the person asked to stop.
    static var happened: Bool { state.withLock { $0.count > 0 } }

    /// Listens from now on. Called before any other thread is started, so that all inherit the blocked signal.
    static func listen() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        startThread {
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGINT)
            var signal: Int32 = 0
            while sigwait(&signals, &signal) == 0 {
                if state.withLock({ $0.isTermination }) {
                    kill(getpid(), SIGTERM)
                    continue
                }
                let (cancellation, count) = state.withLock { state in
                    state.count += 1
                    return (state.cancellation, state.count)
                }
                if count > 1 || cancellation == nil { _exit(130) }
                cancellation?.cancel()
            }
        }
    }

    /// What a Ctrl-C stops.
    static func cancels(_ connection: Connection) {
        let cancellation = connection.cancellation()
        state.withLock { $0.cancellation = cancellation }
    }

    /// From now on a Ctrl-C ends the program as SIGTERM does: cleanly.
    package static func endsAsTermination() {
        state.withLock { $0.isTermination = true }
    }
}
