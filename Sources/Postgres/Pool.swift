#if canImport(Glibc)
    import Glibc
#endif

/// A few connections, each owned by a thread of its own, fed from one bounded queue.
///
///     let names = try await pool.run { connection in try connection.map("SELECT name FROM lists") { … } }
///
/// The closure is synchronous, so no connection is held across an `await`. Connections are opened on first use and
/// reopened after the server was lost.
package final class Pool: @unchecked Sendable {
    // Protected by `lock`: `waiting` and `closed`. The rest is set once.
    private var lock = pthread_mutex_t()
    private var arrived = pthread_cond_t()
    private var waiting: [Job] = []
    private var next = 0
    private var closed = false
    private let parameters: ConnectionParameters
    private let capacity: Int
    private let prepare: @Sendable (Connection) throws -> Void

    private typealias Job = (Result<Connection, any Error>) -> Void

    /// - Parameters:
    ///   - threads: how many connections at most.
    ///   - capacity: how many closures may wait; past that `run` throws `overloaded`.
    ///   - prepare: run once on every new connection, such as a check of its rights.
    package init(
        _ parameters: ConnectionParameters, threads: Int, capacity: Int = 4096,
        prepare: @escaping @Sendable (Connection) throws -> Void = { _ in }
    ) {
        self.parameters = parameters
        self.capacity = capacity
        self.prepare = prepare
        pthread_mutex_init(&lock, nil)
        pthread_cond_init(&arrived, nil)
        for _ in 0..<threads {
            startThread { [self] in work() }
        }
    }

    /// Runs a closure with a connection on one of the threads.
    package func run<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let accepted = enqueue { connection in
                continuation.resume(with: Result { try body(try connection.get()) })
            }
            if !accepted { continuation.resume(throwing: PostgresError.overloaded) }
        }
    }

    /// Lets the threads end after what is queued is done.
    package func close() {
        pthread_mutex_lock(&lock)
        closed = true
        pthread_cond_broadcast(&arrived)
        pthread_mutex_unlock(&lock)
    }

    private func enqueue(_ job: @escaping Job) -> Bool {
        pthread_mutex_lock(&lock)
        defer { pthread_mutex_unlock(&lock) }
        guard !closed, waiting.count - next < capacity else { return false }
        waiting.append(job)
        pthread_cond_signal(&arrived)
        return true
    }

    private func take() -> Job? {
        pthread_mutex_lock(&lock)
        defer { pthread_mutex_unlock(&lock) }
        while next == waiting.count {
            if closed { return nil }
            pthread_cond_wait(&arrived, &lock)
        }
        let job = waiting[next]
        next += 1
        if next == waiting.count || next > 256 {
            waiting.removeFirst(next)
            next = 0
        }
        return job
    }

    private func work() {
        var connection: Connection?
        while let job = take() {
            do {
                if connection == nil {
                    let opened = try Connection(parameters)
                    try prepare(opened)
                    connection = opened
                }
                job(.success(connection!))
            } catch {
                job(.failure(error))
            }
        }
    }
}
