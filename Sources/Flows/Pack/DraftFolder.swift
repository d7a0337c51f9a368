import Crypto

#if canImport(Glibc)
    import Glibc
#endif

/// A folder written beside its place and renamed when it is whole: nobody reads half of it.
final class DraftFolder {
    private let path: String
    private let draft: String
    private let lock: Int32
    private var names: [String] = []
    private var isPublished = false

    /// Throws a `Failure` (73) if something is there already or nothing can be made there.
    init(_ path: String) throws {
        var folder = path
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        guard access(folder, F_OK) != 0 else {
            throw Failure(.cannotCreate, "\(path): something is there already; name a new folder")
        }
        self.path = folder
        draft = Draft.begin(folder)
        guard let lock = Draft.makeFolder(draft) else { throw OutputFile.failure(path) }
        self.lock = lock
    }

    deinit {
        close(lock)
        guard !isPublished else { return }
        for name in names { unlink("\(draft)/\(name)") }
        rmdir(draft)
    }

    /// A new file in it.
    func file(_ name: String) throws -> HashedFile {
        names.append(name)
        return HashedFile(name: name, try OutputFile("\(draft)/\(name)", shownAs: "\(path)/\(name)"))
    }

    /// Gives the folder its name. All its files must be finished.
    func publish() throws {
        guard rename(draft, path) == 0 else { throw OutputFile.failure(path) }
        isPublished = true
    }
}

/// A file in a folder, with the SHA-256 of what was written to it.
final class HashedFile {
    let name: String
    private let file: OutputFile
    private var hash = SHA256()

    init(name: String, _ file: OutputFile) {
        self.name = name
        self.file = file
    }

    func write(_ content: [UInt8]) throws {
        content.withUnsafeBytes { hash.update(bufferPointer: $0) }
        try file.write(content)
    }

    /// Puts everything on the disk. Answers the SHA-256 in lower-case hexadecimal.
    func finish() throws -> String {
        try file.finish()
        try file.publish()
        return hash.finalize().hexadecimal
    }
}
