internal import CLibPQ
import Synchronization

/// Stops whatever statement a connection runs at the moment it is used, and those of the connections opened beside it.
package final class Cancellation: Sendable {
    // libpq lets PQcancel be called from any thread; the lock keeps a handle from being freed meanwhile.
    private struct Handle: @unchecked Sendable {
        let pointer: OpaquePointer
    }
    private let handles: Mutex<[Handle]>

    init(_ handle: OpaquePointer) {
        handles = Mutex([Handle(pointer: handle)])
    }

    deinit {
        handles.withLock { $0.forEach { PQfreeCancel($0.pointer) } }
    }

    /// Asks the server to stop. The statements fail with SQLSTATE 57014, unless they ended before.
    package func cancel() {
        var message = [CChar](repeating: 0, count: 256)
        handles.withLock { handles in
            for handle in handles { _ = PQcancel(handle.pointer, &message, Int32(message.count)) }
        }
    }

    /// From now on stops what a further connection runs, too, until it is removed.
    func add(_ handle: OpaquePointer) {
        handles.withLock { $0.append(Handle(pointer: handle)) }
    }

    func remove(_ handle: OpaquePointer) {
        handles.withLock { handles in handles.removeAll { $0.pointer == handle } }
        PQfreeCancel(handle)
    }
}
