import Crypto
import Flows

#if canImport(Glibc)
    import Glibc
#endif

/// The file with the root secret: 0600, made with the first command.
enum SecretFile {
    /// Makes a new secret. Losing it loses every no: `init` says so.
    static func create(_ path: String) throws {
        try create(path, holding: random())
    }

    /// 256 bits as hexadecimal digits.
    static func random() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { bytes in
            bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        }
    }

    /// Keeps a secret that is known already.
    static func create(_ path: String, holding secret: String) throws {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        makeFolders(folder)
        let draft = try draft(of: path, holding: secret)
        defer { unlink(draft) }
        // Linked, not renamed: of two commands at once the first one's secret stays.
        guard link(draft, path) == 0 || errno == EEXIST else { throw failure(path) }
    }

    /// Writes a secret over what is there, if anything. It is on the disk when this returns.
    static func replace(_ path: String, holding secret: String) throws {
        let draft = try draft(of: path, holding: secret)
        guard rename(draft, path) == 0 else {
            let failure = failure(path)
            unlink(draft)
            throw failure
        }
        syncFolder(of: path)
    }

    /// Puts the names in the folder of a file on the disk.
    static func syncFolder(of path: String) {
        let folder = path.contains("/") ? String(path[..<path.lastIndex(of: "/")!]) : "."
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// A synced file beside the place of a secret.
    private static func draft(of path: String, holding secret: String) throws -> String {
        let draft = "\(path).\(getpid())"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        let text = Array((secret.split(whereSeparator: \.isWhitespace).joined() + "\n").utf8)
        guard write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0, close(descriptor) == 0 else {
            let failure = failure(path)
            unlink(draft)
            throw failure
        }
        return draft
    }

    /// Throws a `Failure` (78) if the file is missing or others may read it.
    static func read(_ path: String) throws -> String {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw Failure(
                .configuration, "\(path): the root secret is missing; restore it from a backup, or run lists init")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw Failure(.configuration, "\(path): others may read the root secret; chmod 600 \(path)")
        }
        return String(decoding: try bytes(path), as: UTF8.self)
    }

    /// A small file. Throws a `Failure` (78).
    static func bytes(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var space = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &space, space.count)
            guard count >= 0, content.count < 1 << 20 else { throw failure(path) }
            if count == 0 { return content }
            content += space[..<count]
        }
    }

    static func makeFolders(_ path: String) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/\(part)"
            mkdir(made, 0o755)
        }
    }

    private static func failure(_ path: String) -> Failure {
        Failure(.configuration, "\(path): \(String(cString: strerror(errno)))")
    }
}
