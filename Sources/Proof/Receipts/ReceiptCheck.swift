import Consent
import Crypto

/// Whether a receipt is what was handed out, told from the receipt alone.
package struct ReceiptCheck {
    /// What a good receipt holds.
    package struct Verdict: Sendable {
        package var contact: String
        package var createdAt: String
        package var events: Int
        /// Events that are proved to be in a seal.
        package var sealed: Int
        /// Of these, those in the seal of the anchor or one before it; nil if no anchor was given.
        package var anchored: Int?
        package var seals: Int
        /// Where the person stood on each list when the receipt was made, as its events say; nil if it is of version 1,
        /// which does not say enough to tell.
        package var lists: [StandingCheck.Finding]?
        /// The root of the last seal that the receipt holds.
        package var root: MerkleHash?
        /// Who signed it.
        package var publicKey: [UInt8]
        /// Whether that is a key that the reader named.
        package var isKeyKnown: Bool
    }

    /// Why a receipt is refused: what in it was changed.
    package struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
        package let description: String
    }

    private let version: Int64
    private let members: [String: JSONValue]
    private let bytes: [UInt8]
    private let key: [UInt8]?
    private let anchor: MerkleHash?

    /// - Parameters:
    ///   - key: the installation's public key, 32 bytes, from a trusted place; nil if the reader has none.
    ///   - anchor: a root that the reader kept.
    package static func run(_ bytes: [UInt8], key: [UInt8]?, anchor: MerkleHash?) throws(Problem) -> Verdict {
        guard let members = try? SignedDocument.members(of: bytes),
            case .number(let version)? = members["meibo_receipt"]
        else { throw Problem(description: "this is no receipt, or its first lines were changed") }
        guard (1...Receipt.version).contains(version) else {
            throw Problem(description: "this receipt is of version \(version): a newer lists can check it")
        }
        return try ReceiptCheck(version: version, members: members, bytes: bytes, key: key, anchor: anchor).verdict()
    }

    private func verdict() throws(Problem) -> Verdict {
        let seals = try checkedSeals()
        let contact = members["record"]?["contact_id"]?.text
        guard let contact, let createdAt = members["record"]?["created_at"]?.text,
            let events = members["events"]?.elements
        else { throw Problem(description: "the record of the receipt was changed") }
        try checkNotices()
        var proved: [Int] = []
        for (index, event) in events.enumerated() {
            if let seal = try checked(event, index: index, of: contact, in: seals) { proved.append(seal) }
        }
        var lists: [StandingCheck.Finding]?
        if version >= 2 {
            lists = try StandingCheck(record: members["record"], law: members["law"], events: told(events))
                .findings(members["pii_processing"])
        }
        let signer = try checkedSigner()
        try checkLayout()
        return Verdict(
            contact: contact, createdAt: createdAt, events: events.count, sealed: proved.count,
            anchored: try anchored(proved, in: seals), seals: seals.count, lists: lists, root: seals.last?.root,
            publicKey: signer,
            isKeyKnown: key != nil)
    }

    private func checkedSeals() throws(Problem) -> [Seal] {
        guard let elements = members["seals"]?.elements else {
            throw Problem(description: "the list of seals was changed")
        }
        var seals: [SignedSeal] = []
        for (index, element) in elements.enumerated() {
            guard let seal = SignedSeal(json: element) else {
                let number = element["number"]?.number.map { String($0) }
                throw Problem(description: "seal \(number ?? "at place \(index + 1)") was changed")
            }
            seals.append(seal)
        }
        do {
            try SealChain(seals).check(signedBy: key, fromBeginning: false)
        } catch {
            throw Problem(description: error.description)
        }
        return seals.map(\.seal)
    }

    private func checkNotices() throws(Problem) {
        for notice in members["notices"]?.elements ?? [] {
            guard let hash = notice["notice"]?.text, let list = notice["list"]?.text,
                let locale = notice["locale"]?.text,
                case .bool(let boxTicked)? = notice["box_ticked"], let wording = notice["wording"]?.text
            else { throw Problem(description: "a notice was changed") }
            let given = Notice(list: list, locale: locale, boxTicked: boxTicked, wording: wording)
            guard Hexadecimal.text(given.hash) == hash else {
                throw Problem(description: "the wording of notice \(hash) was changed")
            }
        }
    }

    /// Answers the number of the seal that an event is proved to be in; nil if it is not sealed yet.
    private func checked(
        _ event: JSONValue, index: Int, of contact: String, in seals: [Seal]
    ) throws(Problem) -> Int? {
        let fields = LineFields(json: event["line"])
        let name = "event \(fields?["event_id"].text ?? "at place \(index + 1)")"
        let changed = Problem(description: "\(name) was changed")
        // Of a line that was purged nothing but its leaf is left.
        let leaf = event["leaf"].map { $0.text.flatMap(MerkleHash.init(hexadecimal:)) } ?? fields?.leaf
        guard let fields, let leaf, fields["contact_id"].text == contact else { throw changed }
        try check(event["evidence"], of: fields, name)
        guard let proof = event["seal"] else { throw changed }
        if proof.isNull { return nil }
        guard let number = proof["number"]?.number, let place = proof["index"]?.number,
            let path = proof["path"]?.elements?.map({ $0.text.flatMap(MerkleHash.init(hexadecimal:)) }),
            !path.contains(nil)
        else { throw changed }
        guard let seal = seals.first(where: { $0.number == number }) else {
            throw Problem(description: "\(name): its seal \(number) is missing")
        }
        let root = MerklePath.root(of: leaf, index: Int(place), size: seal.lines, path: path.compactMap { $0 })
        guard root == seal.tree else {
            throw Problem(description: "\(name) was changed: it is not what seal \(number) holds")
        }
        return seal.number
    }

    /// The events that still say something: those that no purge took. Each must say itself whether it was taken back.
    private func told(_ events: [JSONValue]) throws(Problem) -> [ConsentEvent] {
        let whole = events.filter { $0["leaf"] == nil }
        var told: [ConsentEvent] = []
        for event in whole {
            guard let line = LineFields(json: event["line"])?.consentEvent else {
                throw Problem(description: "event \(event["line"]?["event_id"]?.text ?? "") cannot be read")
            }
            told.append(line)
        }
        let standing = Set(PersonState.standing(told).map(\.id))
        for (event, line) in zip(whole, told) {
            let isVoided = line.kind != .voided && !standing.contains(line.id)
            guard event["voided"] == .bool(isVoided) else {
                throw Problem(
                    description: "event \(line.id) \(isVoided ? "was" : "was not") taken back by what the receipt holds"
                )
            }
        }
        return told
    }

    /// Evidence stands apart from the line, which has its salted hash.
    private func check(_ evidence: JSONValue?, of fields: LineFields, _ name: String) throws(Problem) {
        guard let evidence, !evidence.isNull else { return }
        guard let text = evidence["text"]?.text, let salt = evidence["salt"]?.text.flatMap(Hexadecimal.bytes) else {
            throw Problem(description: "the evidence of \(name) was changed")
        }
        var hash = SHA256()
        (salt + Array(text.utf8)).withUnsafeBytes { hash.update(bufferPointer: $0) }
        guard fields["evidence_hash"].text == MerkleHash(hash.finalize()).description else {
            throw Problem(description: "the evidence of \(name) was changed")
        }
    }

    /// Answers the key that signed the receipt as a whole.
    private func checkedSigner() throws(Problem) -> [UInt8] {
        guard case .object(let digests)? = members["digests"], let computed = try? Receipt.digests(of: members) else {
            throw Problem(description: "the digests of the receipt were changed")
        }
        for name in Set(digests.keys).union(computed.keys).sorted() where digests[name] != computed[name] {
            throw Problem(description: "the part “\(name)” of the receipt was changed")
        }
        guard let signer = SignedDocument.signature(of: members)?.publicKey,
            let publicKey = try? Curve25519.Signing.PublicKey(rawRepresentation: signer)
        else { throw Problem(description: "the signature of the receipt was changed") }
        guard key == nil || key == signer else {
            throw Problem(description: "the receipt was signed with another key than the one given")
        }
        guard (try? SignedDocument.decode(bytes, signedBy: publicKey)) != nil else {
            throw Problem(description: "the signature or the digests of the receipt were changed")
        }
        return signer
    }

    /// Every byte counts, also those between values.
    private func checkLayout() throws(Problem) {
        guard let text = try? SignedDocument.text(of: members) else { throw Problem(description: "it cannot be read") }
        let expected = Array(text.utf8)
        guard expected != bytes else { return }
        let place = zip(expected, bytes).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        let line = bytes.prefix(place ?? min(expected.count, bytes.count)).count { $0 == UInt8(ascii: "\n") } + 1
        throw Problem(description: "line \(line) of the file is not written as it was handed out: it was changed")
    }

    private func anchored(_ proved: [Int], in seals: [Seal]) throws(Problem) -> Int? {
        guard let anchor else { return nil }
        guard let last = seals.first(where: { $0.root == anchor })?.number else {
            throw Problem(
                description:
                    "no seal in the receipt has the root that was given: it is older than what the receipt proves, "
                    + "or of another ledger")
        }
        return proved.count { $0 <= last }
    }
}
