package import Consent
package import Crypto
import Postgres
import Proof
package import Store

/// Makes the receipt of one person: what was recorded of them, the wording, and the proof.
package struct ReceiptFlow {
    private let store: Store
    private let key: Curve25519.Signing.PrivateKey
    private let terms: ReceiptTerms

    /// A receipt, and what its maker should know.
    package struct Made: Sendable {
        package var text: String
        package var events: Int
        /// Events that no seal covers yet.
        package var unsealed: Int
    }

    package init(store: Store, key: Curve25519.Signing.PrivateKey, terms: ReceiptTerms) {
        self.store = store
        self.key = key
        self.terms = terms
    }

    /// The receipt of who is at an address, as of one snapshot. Throws a `Failure` (66) if nothing was ever recorded there.
    package func run(_ address: EmailAddress, contact: ContactID) throws -> Made {
        try store.transaction(.repeatableRead) {
            let lines = try store.receiptLines(of: contact)
            guard !lines.isEmpty else {
                throw Failure(.noInput, "nothing was ever recorded of this address: there is no receipt to make")
            }
            let chain = SealChain(try store.seals())
            let places = lines.map { chain.index(epoch: $0.epoch, xid: $0.xid) }
            let scene = try store.sealScene()
            let events = try zip(lines, places).map { line, place in
                try Self.event(line, try place.map { try proof(of: line, in: chain.seals[$0].seal) })
            }
            let notices = try notices(of: lines)
            let known = try store.contact(contact)
            let document = ReceiptDocument(
                address: address.canonical, contact: contact, createdAt: scene.now, installation: scene.installation,
                language: known?.locale ?? notices.last?.notice.locale ?? "ja",
                publicKey: Array(key.publicKey.rawRepresentation), terms: terms,
                standings: try standings(of: contact, lines, at: scene.now), law: try law(of: contact, lines))
            var members = document.members
            members["events"] = .array(events)
            members["notices"] = .array(notices.map(\.json))
            // From the first seal that proves something to the last one: an anchor of any of them will do.
            let first = places.compactMap { $0 }.min() ?? chain.seals.count
            members["seals"] = .array(chain.seals[first...].map(\.json))
            return Made(
                text: try Receipt.encode(members, signedBy: key), events: lines.count,
                unsealed: places.count { $0 == nil })
        }
    }

    private func proof(of line: ReceiptLine, in seal: Seal) throws -> JSONValue {
        guard let leaf = line.purgedLeaf ?? line.fields.leaf,
            let tile = try store.tile(holding: line.id, of: seal.number),
            let place = tile.leaves.firstIndex(of: leaf)
        else {
            throw Failure(
                .badData, "event \(line.id.event) is not what seal \(seal.number) holds: lists ledger verify says more")
        }
        let roots = try store.tileRoots(of: seal.number).compactMap { $0 }
        let index = tile.number * TiledTree.leavesPerTile + place
        guard tile.number < roots.count else {
            throw Failure(.badData, "tiles of seal \(seal.number) are missing: lists ledger verify says more")
        }
        let path = TiledTree.path(of: index, tile: tile.leaves, tileRoots: roots)
        return .object([
            "number": .number(Int64(seal.number)), "index": .number(Int64(index)),
            "path": .array(path.map { .string($0.description) }),
        ])
    }

    /// The notices that the lines name, by the time of their first use.
    private func notices(of lines: [ReceiptLine]) throws -> [KeptNotice] {
        let hashes = Set(lines.compactMap { $0.fields["notice_hash"].text })
        return try hashes.flatMap { try store.notices(hashPrefix: $0) }.sorted {
            ($0.uses.first?.from ?? Instant(microseconds: 0)) < ($1.uses.first?.from ?? Instant(microseconds: 0))
        }
    }

    /// Where the person stands on every list that they ever had to do with.
    private func standings(
        of contact: ContactID, _ lines: [ReceiptLine], at instant: Instant
    ) throws -> [Subscription] {
        let slugs = Set(lines.compactMap(\.list))
        return try slugs.sorted().map { try store.subscription(of: contact, to: try store.list($0), at: instant) }
    }

    /// The rules that the person's claims and opt-ins are judged by.
    private func law(of contact: ContactID, _ lines: [ReceiptLine]) throws -> [BasisRule] {
        let claimed = lines.filter { $0.fields["kind"].text == "asserted" }.compactMap { $0.fields["basis"].text }
        return try Set(claimed + ["consent"]).sorted().compactMap { try store.rule(of: $0, for: contact) }
    }

    private static func event(_ line: ReceiptLine, _ proof: JSONValue?) throws -> JSONValue {
        var members: [String: JSONValue] = [
            "line": line.fields.json, "list": JSONValue(line.list), "source": JSONValue(line.source),
            "file": JSONValue(line.file), "voided": .bool(line.isVoided), "seal": proof ?? .null,
            "evidence": line.evidence.map {
                .object(["text": .string($0.text), "salt": .string(Hexadecimal.text($0.salt))])
            } ?? .null,
        ]
        if let leaf = line.purgedLeaf { members["leaf"] = .string(leaf.description) }
        return .object(members)
    }
}
