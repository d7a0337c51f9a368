#if canImport(Glibc)
    import Glibc
#endif

/// A file written beside its place and renamed when it is whole: nobody reads half of it.
package final class OutputFile {
    let path: String
    /// What messages call it.
    private let shownPath: String
    private let draft: String
    private var descriptor: Int32
    private(set) var bytes: Int64 = 0

    /// Throws a `Failure` (73) if the file cannot be made there.
    init(_ path: String, shownAs shownPath: String? = nil) throws {
        self.path = path
        self.shownPath = shownPath ?? path
        draft = Draft.begin(path)
        descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(self.shownPath) }
        Draft.lock(descriptor)
    }

    /// Writes a text to a file that must not be there yet. Throws a `Failure` (73).
    package static func write(_ text: String, toNew path: String) throws {
        guard access(path, F_OK) != 0 else {
            throw Failure(.cannotCreate, "\(path): something is there already; name a new file")
        }
        let file = try OutputFile(path)
        try file.write(Array(text.utf8))
        try file.finish()
        try file.publish()
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(draft)
    }

    func write(_ content: UnsafeRawBufferPointer) throws {
        var rest = content
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(shownPath) }
            bytes += Int64(count)
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    func write(_ content: [UInt8]) throws {
        try content.withUnsafeBytes { try write($0) }
    }

    /// Puts everything on the disk, so that `publish` is all that is left to do.
    func finish() throws {
        guard fsync(descriptor) == 0 else { throw Self.failure(shownPath) }
    }

    /// Gives the file its name.
    func publish() throws {
        close(descriptor)
        descriptor = -1
        guard rename(draft, path) == 0 else {
            let failure = Self.failure(shownPath)
            unlink(draft)
            throw failure
        }
    }

    /// errno as a message of one line.
    static func failure(_ path: String) -> Failure {
        let reason = errno == ENOSPC ? "no space left on the disk" : String(cString: strerror(errno))
        return Failure(.cannotCreate, "\(path): \(reason); nothing was written")
    }
}
