#if canImport(Glibc)
    import Glibc
#endif

/// A file that fits into memory.
package enum WholeFile {
    /// The bytes of a file, or of standard input for `-`. Throws a `Failure`: 66 if it cannot be read, 65 if it has more
    /// than `limit` bytes.
    package static func read(_ path: String, limit: Int) throws -> [UInt8] {
        let descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure(.noInput, "\(path): \(errno == ENOENT ? "no such file" : String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var space = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = Glibc.read(descriptor, &space, space.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(.noInput, "\(path): \(String(cString: strerror(errno)))") }
            if count == 0 { return content }
            content += space[..<count]
            guard content.count <= limit else { throw Failure(.badData, "\(path): it has more than \(limit) bytes") }
        }
    }
}
