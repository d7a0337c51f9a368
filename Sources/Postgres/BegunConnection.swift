internal import CLibPQ

#if canImport(Glibc)
    import Glibc
#endif

/// A connection that the server makes ready while its program does something else; `Connection` takes it over.
package final class BegunConnection {
    let parameters: ConnectionParameters
    private var handle: OpaquePointer?
    private var state = PGRES_POLLING_WRITING
    /// Milliseconds after which it is given up: whoever waits on asks anew, with the time that is set for it.
    private static let patience: Int32 = 1000

    /// Asks the server, and waits for nothing but the name of its host.
    package init(_ parameters: ConnectionParameters) {
        self.parameters = parameters
        handle = parameters.open(PQconnectStartParams)
        if PQstatus(handle) == CONNECTION_BAD { state = PGRES_POLLING_FAILED }
        advance(patience: 0)
    }

    deinit {
        PQfinish(handle)
    }

    /// The connection, if it has come to be.
    func take() -> OpaquePointer? {
        advance(patience: Self.patience)
        guard state == PGRES_POLLING_OK else { return nil }
        defer { handle = nil }
        return handle
    }

    /// Goes on until the server has to be waited for longer than `patience`.
    private func advance(patience: Int32) {
        while state == PGRES_POLLING_WRITING || state == PGRES_POLLING_READING {
            let events = state == PGRES_POLLING_WRITING ? POLLOUT : POLLIN
            var socket = pollfd(fd: PQsocket(handle), events: Int16(events), revents: 0)
            guard poll(&socket, 1, patience) > 0 else { return }
            state = PQconnectPoll(handle)
        }
    }
}
