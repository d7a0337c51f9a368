#if canImport(Glibc)
    import Glibc
#endif

/// What is written beside its place until it is whole: how it is called, and what killed programs left there.
///
/// A draft is locked (flock) as long as its program lives, also a folder: so it can be told from one that nobody will
/// finish any more.
enum Draft {
    private static let mark = ".partial-"

    /// The draft of what will be at `path`; drafts of it whose programs are gone are removed.
    static func path(for path: String) -> String {
        removeLeftovers(of: path)
        return "\(path)\(mark)\(getpid())"
    }

    /// Makes a draft of a folder. Answers a descriptor that keeps it locked until it is closed; nil with errno if the
    /// folder cannot be made.
    static func makeFolder(_ draft: String) -> Int32? {
        guard mkdir(draft, 0o700) == 0 else { return nil }
        let descriptor = open(draft, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor < 0 { return nil }
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
        where other.hasPrefix(start) && other.dropFirst(start.count).allSatisfy(\.isNumber) {
            let leftover = "\(folder)\(other)"
            let descriptor = open(leftover, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { continue }
            if unlink(leftover) != 0 { FolderExchange.remove(leftover) }
        }
    }
}
