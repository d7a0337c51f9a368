package import Consent
import Crypto
import Engines

#if canImport(Glibc)
    import Glibc
#endif

/// Whether a bundle is whole, unchanged and fresh.
package enum ManifestCheck {
    /// What a good bundle holds.
    package struct Verdict: Sendable {
        package var sendList: Int64
        package var list: String
        package var recipients: Int
        package var files: Int
        package var asOf: String
        package var expiresAt: String
        package var test: Bool
    }

    /// Throws a `Failure`: no such file (66); changed, incomplete, expired or signed by another installation (65).
    package static func verify(_ path: String, keys: Keys, now: Instant) throws -> Verdict {
        let bytes = try contents(path)
        let manifest: Manifest
        do throws(SignedManifest.Problem) {
            manifest = try SignedManifest.decode(bytes, signedBy: keys.manifest.publicKey)
        } catch {
            switch error {
            case .unreadable: throw Failure(.badData, "\(path): this is no manifest of a send list")
            case .badSignature:
                throw Failure(
                    .badData,
                    "\(path): the signature does not fit: it was changed, or made by another installation; export again"
                )
            }
        }
        let folder = path.contains("/") ? String(path[..<path.lastIndex(of: "/")!]) : "."
        for file in manifest.files where file.path != "-" {
            // A name without folders, as every manifest made here has: nothing else is opened.
            guard !file.path.contains("/") else { throw Failure(.badData, "\(path): names a file elsewhere") }
            let digest = try hash("\(folder)/\(file.path)")
            guard digest == file.sha256 else {
                throw Failure(.badData, "\(folder)/\(file.path): this is not the file that was exported; export again")
            }
        }
        guard let expiry = Instant(rfc3339: manifest.expiresAt), now < expiry else {
            throw Failure(
                .badData, "\(path): expired at \(manifest.expiresAt); people may have left since: export again")
        }
        return Verdict(
            sendList: manifest.sendList, list: manifest.list.slug, recipients: manifest.recipients,
            files: manifest.files.count, asOf: manifest.asOf, expiresAt: manifest.expiresAt, test: manifest.test)
    }

    private static func contents(_ path: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try read(path) { chunk in
            bytes += chunk
            // The manifest of the largest send list is a few kilobytes.
            if bytes.count > 1 << 20 { throw Failure(.badData, "\(path): this is no manifest of a send list") }
        }
        return bytes
    }

    /// The SHA-256 of a file of any size, in lower-case hexadecimal.
    static func hash(_ path: String) throws -> String {
        var hash = SHA256()
        try read(path) { hash.update(bufferPointer: $0) }
        return hash.finalize().hexadecimal
    }

    private static func read(_ path: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
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
