#if canImport(Glibc)
    import Glibc
#endif

/// A lock on a file (flock), given back at the end of the process at the latest, also after a kill -9.
final class FileLock {
    private let descriptor: Int32

    init(path: String) throws(EmbeddedServerError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotWrite(path) }
    }

    deinit {
        close(descriptor)
    }

    /// Waits until nobody holds the lock exclusively.
    func share() {
        while flock(descriptor, LOCK_SH) != 0, errno == EINTR {}
    }

    /// Waits until nobody else holds the lock.
    func lockExclusively() {
        while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    }

    /// Takes the lock alone if nobody else holds it. A shared lock held before may be lost if that fails.
    func tryExclusive() -> Bool {
        flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    func unlock() {
        _ = flock(descriptor, LOCK_UN)
    }
}
