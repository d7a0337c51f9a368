package import Consent
package import Crypto

/// A seal: it says which lines of the ledger were there, and that nothing before it was changed.
///
/// It covers every line that its snapshot shows and that no earlier seal covers, in the order of contact id and event
/// id. Its root commits to those lines, to the snapshot and, by the previous root, to all seals before it: who keeps one
/// root can tell whether any line up to then was changed or taken away.
package struct Seal: Sendable, Equatable {
    /// Counted from 1, without gaps.
    package var number: Int
    package var installation: String
    /// Lines that it covers; at least one.
    package var lines: Int
    /// The root of the Merkle tree over its lines.
    package var tree: MerkleHash
    package var first: LineID
    package var last: LineID
    /// Counts the servers that the database has lived on. Transaction numbers mean something within one alone.
    package var epoch: Int
    /// The system identifier of that server.
    package var system: Int64
    package var snapshot: Snapshot
    package var sealedAt: Instant
    /// The root of the seal before it; nil for the first one.
    package var previous: MerkleHash?
    /// The Ed25519 key that signs it: 32 bytes.
    package var publicKey: [UInt8]

    /// A line's place in the ledger.
    package struct LineID: Sendable, Equatable, Comparable {
        package let contact: ContactID
        package let event: ContactID

        package init(contact: ContactID, event: ContactID) {
            self.contact = contact
            self.event = event
        }

        package static func < (left: LineID, right: LineID) -> Bool {
            (left.contact, left.event) < (right.contact, right.event)
        }
    }

    package init(
        number: Int, installation: String, lines: Int, tree: MerkleHash, first: LineID, last: LineID, epoch: Int,
        system: Int64, snapshot: Snapshot, sealedAt: Instant, previous: MerkleHash?, publicKey: [UInt8]
    ) {
        self.number = number
        self.installation = installation
        self.lines = lines
        self.tree = tree
        self.first = first
        self.last = last
        self.epoch = epoch
        self.system = system
        self.snapshot = snapshot
        self.sealedAt = sealedAt
        self.previous = previous
        self.publicKey = publicKey
    }

    /// What is signed: text of a fixed form, so that it can be checked with nothing but a hash function and a key.
    ///
    /// The first line keeps a signature of a seal from ever being one of anything else.
    package var statement: String {
        """
        meibo seal 1
        installation \(installation)
        number \(number)
        leaf \(LineLeaf.version)
        lines \(lines)
        tree \(tree)
        first \(first.contact) \(first.event)
        last \(last.contact) \(last.event)
        epoch \(epoch)
        system \(system)
        snapshot \(snapshot.text)
        sealed_at \(sealedAt)
        previous \(previous?.description ?? "none")
        key \(Hexadecimal.text(publicKey))

        """
    }

    /// SHA-256 of the statement: what the next seal names as its previous root, and what an auditor keeps.
    package var root: MerkleHash {
        var hash = SHA256()
        hash.update(data: Array(statement.utf8))
        return MerkleHash(hash.finalize())
    }

    /// Signs the statement (Ed25519).
    package func signature(by key: Curve25519.Signing.PrivateKey) throws -> [UInt8] {
        Array(try key.signature(for: Array(statement.utf8)))
    }

    /// Whether a signature is that of the seal's own key.
    package func isSigned(_ signature: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: Array(statement.utf8))
    }
}

/// A seal with its signature.
package struct SignedSeal: Sendable, Equatable {
    package var seal: Seal
    package var signature: [UInt8]

    package init(seal: Seal, signature: [UInt8]) {
        self.seal = seal
        self.signature = signature
    }
}
