internal import CLibPQ

/// Stops whatever statement a connection runs at the moment it is used.
package final class Cancellation: @unchecked Sendable {
    // Protected by libpq: PQcancel may be called from any thread and from a signal handler.
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        PQfreeCancel(handle)
    }

    /// Asks the server to stop. The statement fails with SQLSTATE 57014, unless it ended before.
    package func cancel() {
        var message = [CChar](repeating: 0, count: 256)
        _ = PQcancel(handle, &message, Int32(message.count))
    }
}
