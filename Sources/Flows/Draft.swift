#if canImport(Glibc)
    import Glibc
#endif

/// What is written beside its place until it is whole: how it is called, and what killed programs left there.
///
/// A draft is locked (flock) as long as its program lives, also a folder: so it can be told from one that nobody will
/// finish any more.
enum Draft {
    private static let mark = ".partial-"

    /// Clears the place beside `path` of drafts whose programs are gone. Answers what to call the new draft.
    static func begin(_ path: String) -> String {
        removeLeftovers(of: path)
        return "\(path)\(mark)\(getpid())"
    }

    /// Makes a draft of a folder. Answers a descriptor that keeps it locked until it is closed; nil with errno if the
    /// folder cannot be made.
    static func makeFolder(_ draft: String) -> Int32? {
        guard mkdir(draft, 0o700) == 0 else { return nil }
        let descriptor = open(draft, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            rmdir(draft)
            return nil
        }
        lock(descriptor)
        return descriptor
    }

    /// Locks a draft as long as its descriptor is open, here or in a child.
    static func lock(_ descriptor: Int32) {
        flock(descriptor, LOCK_EX | LOCK_NB)
    }

    private static func removeLeftovers(of path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let name = parts.last, !name.isEmpty else { return }
        let folder = path.dropLast(name.count)
        let start = "\(name)\(mark)"
        for other in FolderExchange.names(in: folder.isEmpty ? "." : String(folder))
        where other.hasPrefix(start) && Int32(other.dropFirst(start.count)) != nil {
            let leftover = "\(folder)\(other)"
            let descriptor = open(leftover, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            guard isOurs(descriptor), flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { continue }
            if unlink(leftover) != 0 { FolderExchange.remove(leftover) }
        }
    }

    /// Whether it is this person's, and closed to all others as every draft is: what is only called like one stays.
    private static func isOurs(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_uid == geteuid() && status.st_mode & 0o077 == 0
    }
}
