import Crypto

#if canImport(Glibc)
    import Glibc
#endif

/// The bytes of files that are read once from front to back: small ones as a whole, others for a hash or a copy.
package enum FileBytes {
    /// All bytes of a small file, `-` for standard input.
    ///
    /// Throws a `Failure`: 66 if it cannot be read, 65 with `unlike` if it has more than `limit` bytes.
    package static func whole(_ path: String, limit: Int, unlike: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try read(path) { chunk in
            bytes += chunk
            if bytes.count > limit { throw Failure(.badData, "\(path): \(unlike)") }
        }
        return bytes
    }

    /// The SHA-256 of a file in lower-case hexadecimal. Throws a `Failure` (66) if it cannot be read.
    static func sha256(_ path: String) throws -> String {
        var hash = SHA256()
        try read(path) { hash.update(bufferPointer: $0) }
        return hash.finalize().hexadecimal
    }

    /// Gives a file to `body` piece by piece, `-` for standard input. Throws a `Failure` (66) if it cannot be read.
    static func read(_ path: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 8)
        defer { space.deallocate() }
        while true {
            let count = Glibc.read(descriptor, space.baseAddress, space.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path) }
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: space[..<count]))
        }
    }

    /// Why a file could not be opened or read, by `errno` (66).
    static func failure(_ path: String) -> Failure {
        let reason = errno == ENOENT ? "no such file" : String(cString: strerror(errno))
        return Failure(.noInput, "\(path): \(reason)")
    }
}

extension SHA256.Digest {
    /// Lower-case hexadecimal.
    var hexadecimal: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
