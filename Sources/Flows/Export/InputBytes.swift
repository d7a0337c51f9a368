import Crypto

#if canImport(Glibc)
    import Glibc
#endif

/// Files read in whole: manifests, and files that are hashed.
enum InputBytes {
    /// A file of at most a megabyte, or nil for a longer one. Throws a `Failure` (66) if there is none.
    static func contents(_ path: String) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        var isLong = false
        try read(path) { chunk in
            if bytes.count + chunk.count > 1 << 20 { isLong = true } else { bytes += chunk }
        }
        return isLong ? nil : bytes
    }

    /// The SHA-256 of a file in lower-case hexadecimal. Throws a `Failure` (66) if there is none.
    static func sha256(_ path: String) throws -> String {
        var hash = SHA256()
        try read(path) { hash.update(bufferPointer: $0) }
        return hash.finalize().hexadecimal
    }

    static func read(_ path: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(.noInput, "\(path): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 8)
        defer { space.deallocate() }
        while true {
            let count = Glibc.read(descriptor, space.baseAddress, space.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(.noInput, "\(path): \(String(cString: strerror(errno)))") }
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: space[..<count]))
        }
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
