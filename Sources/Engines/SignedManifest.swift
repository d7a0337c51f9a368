package import Crypto
import Proof

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The bytes of a manifest file, and whether they are what was signed.
package enum SignedManifest {
    /// Why a manifest is not to be trusted.
    package enum Problem: Error, Equatable {
        case unreadable
        case badSignature
    }

    /// The manifest with its signature, readable by people: indented, keys sorted.
    package static func encode(_ manifest: Manifest, signedBy key: Curve25519.Signing.PrivateKey) throws -> String {
        try SignedDocument.encode(
            SignedDocument.members(of: Array(JSONEncoder().encode(manifest))), signedBy: key)
    }

    /// The manifest in a file, if its signature is by `key`. Throws `unreadable` or `badSignature`.
    package static func decode(
        _ bytes: [UInt8], signedBy key: Curve25519.Signing.PublicKey
    ) throws(Problem) -> Manifest {
        let members: [String: JSONValue]
        do {
            members = try SignedDocument.decode(bytes, signedBy: key)
        } catch {
            throw error == .badSignature ? .badSignature : .unreadable
        }
        guard let content = try? JSONEncoder().encode(JSONValue.object(members)),
            let manifest = try? JSONDecoder().decode(Manifest.self, from: content)
        else { throw .unreadable }
        return manifest
    }

    /// A manifest without a signature, to be kept until its files are written.
    package static func draft(_ manifest: Manifest) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(manifest), as: UTF8.self)
    }

    /// A manifest from `draft`, or from a record of the database that nobody else can write. Throws `unreadable`.
    package static func manifest(ofDraft draft: String) throws(Problem) -> Manifest {
        do {
            return try JSONDecoder().decode(Manifest.self, from: Data(draft.utf8))
        } catch {
            throw .unreadable
        }
    }
}
