package import Consent
import Crypto
import Engines

/// Whether a bundle is whole, unchanged and fresh.
package enum ManifestCheck {
    /// What a good bundle holds.
    package struct Verdict: Sendable {
        package var sendList: Int64
        package var lists: [String]
        package var recipients: Int
        package var files: Int
        package var asOf: String
        package var expiresAt: String
        package var test: Bool
    }

    /// Throws a `Failure`: no such file (66); changed, incomplete, expired or signed by another installation (65).
    package static func verify(_ path: String, keys: Keys, now: Instant) throws -> Verdict {
        let manifest = try checked(path, keys: keys, now: now)
        return Verdict(
            sendList: manifest.sendList, lists: manifest.allLists.map(\.slug), recipients: manifest.recipients,
            files: manifest.files.count, asOf: manifest.asOf, expiresAt: manifest.expiresAt, test: manifest.test)
    }

    /// The manifest of a good bundle. Throws as `verify`.
    static func checked(_ path: String, keys: Keys, now: Instant) throws -> Manifest {
        let manifest = try signed(path, keys: keys)
        let folder = path.contains("/") ? String(path[..<path.lastIndex(of: "/")!]) : "."
        for file in manifest.files where file.path != "-" {
            // A name without folders, as every manifest made here has: nothing else is opened.
            guard !file.path.contains("/") else { throw Failure(.badData, "\(path): names a file elsewhere") }
            guard try FileBytes.sha256("\(folder)/\(file.path)") == file.sha256 else {
                throw Failure(.badData, "\(folder)/\(file.path): this is not the file that was exported; export again")
            }
        }
        if case .folder = BundlePlace(manifest: path) {
            // Whoever sends all that is in the folder must not send what was put there.
            let known = Set(manifest.files.map(\.path)).union(["manifest.json"])
            for name in FolderExchange.names(in: folder) where !known.contains(name) {
                throw Failure(.badData, "\(folder)/\(name): this file is not of the send list: take it away")
            }
        }
        guard let expiry = Instant(rfc3339: manifest.expiresAt), now < expiry else {
            throw Failure(
                .badData, "\(path): expired at \(manifest.expiresAt); people may have left since: export again")
        }
        return manifest
    }

    private static func signed(_ path: String, keys: Keys) throws -> Manifest {
        let unlike = "this is no manifest of a send list"
        // The manifest of the largest send list is a few kilobytes.
        let bytes = try FileBytes.whole(path, limit: 1 << 20, unlike: unlike)
        do throws(SignedManifest.Problem) {
            return try SignedManifest.decode(bytes, signedBy: keys.manifest.publicKey)
        } catch {
            switch error {
            case .unreadable: throw Failure(.badData, "\(path): \(unlike)")
            case .badSignature:
                throw Failure(
                    .badData,
                    "\(path): the signature does not fit: it was changed, or made by another installation; export again"
                )
            }
        }
    }
}
