#if canImport(Glibc)
    import Glibc
#endif

/// Starts a detached thread. For code that blocks in libpq, which must not hold a thread of the concurrency pool.
package func startThread(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(ThreadBody(body))
    let status = pthread_create(
        &thread, nil,
        { argument in
            Unmanaged<ThreadBody>.fromOpaque(argument!).takeRetainedValue().run()
            return nil
        }, box.toOpaque())
    precondition(status == 0, "no thread could be started")
    pthread_detach(thread)
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}

/// A queue between two threads that holds at most `capacity` elements: the writer waits when it is full.
package final class BoundedQueue<Element>: @unchecked Sendable {
    // Protected by `lock`.
    private var lock = pthread_mutex_t()
    private var changed = pthread_cond_t()
    private var elements: [Element] = []
    private var ended = false
    private let capacity: Int

    package init(capacity: Int) {
        self.capacity = capacity
        pthread_mutex_init(&lock, nil)
        pthread_cond_init(&changed, nil)
    }

    deinit {
        pthread_cond_destroy(&changed)
        pthread_mutex_destroy(&lock)
    }

    /// Adds an element when there is room. Answers false if the reader has gone.
    package func push(_ element: Element) -> Bool {
        pthread_mutex_lock(&lock)
        defer { pthread_mutex_unlock(&lock) }
        while elements.count == capacity, !ended { pthread_cond_wait(&changed, &lock) }
        guard !ended else { return false }
        elements.append(element)
        pthread_cond_broadcast(&changed)
        return true
    }

    /// The next element, or nil after the end.
    package func pop() -> Element? {
        pthread_mutex_lock(&lock)
        defer { pthread_mutex_unlock(&lock) }
        while elements.isEmpty {
            if ended { return nil }
            pthread_cond_wait(&changed, &lock)
        }
        let element = elements.removeFirst()
        pthread_cond_broadcast(&changed)
        return element
    }

    /// Says that no more elements come, or that nobody reads them.
    package func end() {
        pthread_mutex_lock(&lock)
        ended = true
        pthread_cond_broadcast(&changed)
        pthread_mutex_unlock(&lock)
    }
}
