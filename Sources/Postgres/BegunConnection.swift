internal import CLibPQ

#if canImport(Glibc)
    import Glibc
#endif

/// A connection that the server makes ready while its program does something else; `Connection` takes it over.
package final class BegunConnection {
    let parameters: ConnectionParameters
    private var handle: OpaquePointer?
    private var state = PGRES_POLLING_WRITING
    /// How long it is waited for at the end. Whoever waits on asks anew, with the time that is set for it.
    private static let patience = Duration.seconds(1)

    /// Asks the server, and waits for nothing but the name of its host.
    package init(_ parameters: ConnectionParameters) {
        self.parameters = parameters
        handle = parameters.open(PQconnectStartParams)
        if PQstatus(handle) == CONNECTION_BAD { state = PGRES_POLLING_FAILED }
        advance(until: .now)
    }

    deinit {
        PQfinish(handle)
    }

    /// The connection, or what the server refused; its status tells which. Nil if there is no answer yet: then the server
    /// is let go before it is asked again.
    func take() -> OpaquePointer? {
        advance(until: .now + Self.patience)
        if state == PGRES_POLLING_WRITING || state == PGRES_POLLING_READING { PQfinish(handle) }
        defer { handle = nil }
        return state == PGRES_POLLING_OK || state == PGRES_POLLING_FAILED ? handle : nil
    }

    /// Goes on as long as the server answers before the deadline.
    private func advance(until deadline: ContinuousClock.Instant) {
        while state == PGRES_POLLING_WRITING || state == PGRES_POLLING_READING {
            let events = state == PGRES_POLLING_WRITING ? POLLOUT : POLLIN
            var socket = pollfd(fd: PQsocket(handle), events: Int16(events), revents: 0)
            let rest = max(deadline - .now, .zero).components
            let milliseconds = rest.seconds * 1000 + rest.attoseconds / 1_000_000_000_000_000
            guard poll(&socket, 1, Int32(milliseconds)) > 0 else { return }
            state = PQconnectPoll(handle)
        }
    }
}
