import CLinux

#if canImport(Glibc)
    import Glibc
#endif

/// Puts a new folder where an old one is.
enum FolderExchange {
    /// In one step where the file system can do that; else there is a moment in which nothing is there. The old folder is
    /// removed. Throws a `Failure` (73); the old folder is in its place then.
    static func replace(_ folder: String, by draft: String) throws {
        if exchange_paths(draft, folder) == 0 {
            remove(draft)
            return
        }
        let old = "\(folder).before-\(getpid())"
        guard rename(folder, old) == 0 else { throw OutputFile.failure(folder) }
        guard rename(draft, folder) == 0 else {
            let failure = OutputFile.failure(folder)
            rename(old, folder)
            throw failure
        }
        remove(old)
    }

    /// Removes a folder of files.
    static func remove(_ folder: String) {
        for name in names(in: folder) { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }

    /// The names in a folder, sorted; none if it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
