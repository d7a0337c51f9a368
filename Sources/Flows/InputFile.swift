import Intake

#if canImport(Glibc)
    import Glibc
#endif

/// The file of an import, read twice: surveyed first, then read.
///
/// Standard input is copied to a temporary file that has no name any more, so it takes disk, not memory.
final class InputFile {
    let descriptor: Int32
    /// As the person named it; `-` for standard input.
    let name: String

    /// Throws a `Failure`: no such file (66), or one that cannot be read.
    init(_ path: String) throws {
        name = path
        if path == "-" {
            descriptor = try Self.spooled(0)
            return
        }
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else {
            let reason = errno == ENOENT ? "no such file" : String(cString: strerror(errno))
            throw Failure(.noInput, "\(path): \(reason)")
        }
        var status = stat()
        guard fstat(opened, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            Glibc.close(opened)
            throw Failure(.noInput, "\(path): this is a folder, not a file")
        }
        descriptor = status.st_mode & S_IFMT == S_IFREG ? opened : try Self.spooled(opened)
    }

    deinit {
        close(descriptor)
    }

    var source: DescriptorSource { DescriptorSource(descriptor) }

    private static func spooled(_ pipe: Int32) throws -> Int32 {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var path = Array("\(folder)/meibo-XXXXXX".utf8CString)
        let spool = mkstemp(&path)
        guard spool >= 0, unlink(path) == 0 else {
            throw Failure(.cannotCreate, "\(folder): cannot make a temporary file; set TMPDIR")
        }
        let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 8)
        defer { space.deallocate() }
        while true {
            let count = read(pipe, space.baseAddress, space.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(.noInput, "standard input cannot be read") }
            if count == 0 { break }
            var written = 0
            while written < count {
                let part = write(spool, space.baseAddress! + written, count - written)
                guard part > 0 else {
                    throw Failure(.cannotCreate, "\(folder): no space for a copy of standard input; set TMPDIR")
                }
                written += part
            }
        }
        return spool
    }
}
