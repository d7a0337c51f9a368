import Crypto
import Postgres

/// The SHA-256 of a file that others read meanwhile: it is made on a thread of its own, from copies.
final class ContentHash {
    private let worker = Worker()

    init() {
        startThread { [worker] in worker.work() }
    }

    deinit {
        worker.full.end()
    }

    /// Takes the next bytes of the file.
    func add(_ bytes: UnsafeRawBufferPointer) {
        var copy = worker.empty.pop() ?? []
        copy.append(contentsOf: bytes)
        _ = worker.full.push(copy)
    }

    /// The hash of all that was added. To be asked once.
    func finish() -> [UInt8] {
        worker.full.end()
        return worker.made.pop() ?? []
    }

    private final class Worker: Sendable {
        let full = BoundedQueue<[UInt8]>(capacity: 2)
        /// Buffers go round: no memory is asked for but in the beginning.
        let empty = BoundedQueue<[UInt8]>(capacity: 3)
        let made = BoundedQueue<[UInt8]>(capacity: 1)

        init() {
            for _ in 0..<3 { _ = empty.push([]) }
        }

        func work() {
            var hash = SHA256()
            while var bytes = full.pop() {
                bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
                bytes.removeAll(keepingCapacity: true)
                _ = empty.push(bytes)
            }
            _ = made.push(Array(hash.finalize()))
        }
    }
}
