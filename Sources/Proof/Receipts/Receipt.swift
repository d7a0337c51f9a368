package import Crypto

/// The document that a person gets: what was recorded of them, under which wording, and the proof of it.
///
/// A signed JSON object whose member `digests` has the SHA-256 of each other member, so that whoever finds it changed can
/// say where.
package enum Receipt {
    /// The version that is made. From 2 on it says by which law and on which events each standing rests, so that it can be
    /// read off again; what was handed out as version 1 is checked without that.
    package static let version: Int64 = 2

    /// What is not covered by a digest: it covers the others.
    static let uncovered: Set<String> = ["digests", "signature"]

    /// The text of a receipt with these members.
    package static func encode(
        _ members: [String: JSONValue], signedBy key: Curve25519.Signing.PrivateKey
    ) throws -> String {
        var members = members
        members["meibo_receipt"] = .number(version)
        members["digests"] = .object(try digests(of: members))
        return try SignedDocument.encode(members, signedBy: key)
    }

    static func digests(of members: [String: JSONValue]) throws -> [String: JSONValue] {
        try members.filter { !uncovered.contains($0.key) }.mapValues { member in
            var hash = SHA256()
            try SignedDocument.canonical(member).withUnsafeBytes { hash.update(bufferPointer: $0) }
            return .string(MerkleHash(hash.finalize()).description)
        }
    }
}
