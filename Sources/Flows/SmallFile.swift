#if canImport(Glibc)
    import Glibc
#endif

/// A file that is read as a whole because it is small: a notice, a receipt, a manifest.
package enum SmallFile {
    /// All bytes of a file, `-` for standard input.
    ///
    /// Throws a `Failure`: 66 if it cannot be read, 65 with `unlike` if it is larger than `limit`.
    package static func bytes(_ path: String, limit: Int, unlike: String) throws -> [UInt8] {
        let descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            if bytes.count > limit { throw Failure(.badData, "\(path): \(unlike)") }
        }
    }

    private static func failure(_ path: String) -> Failure {
        Failure(.noInput, "\(path): \(String(cString: strerror(errno)))")
    }
}
