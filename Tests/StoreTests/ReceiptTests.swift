import Consent
import Crypto
import Dispatch
import Flows
import Postgres
import Proof
import SQL
import Store
import Synchronization
import TestSupport
import Testing

/// A receipt proves what it says, and nothing in it can be changed.
@Suite struct ReceiptTests {
    private let sealing: Sealing
    private let hanako: EmailAddress
    private let person: ContactID

    /// A person with a notice, evidence and lines in three seals and one in none, among others.
    init() throws {
        sealing = try Sealing()
        let desk = sealing.desk
        let keys = try desk.store.open(secret: desk.database.secret)
        hanako = try EmailAddress("hanako@example.jp")
        person = keys.identity.contactID(of: hanako)
        let notice = Notice(list: "news", locale: "ja", boxTicked: false, wording: "お知らせを受け取る\n")
        _ = try desk.store.addNotice(notice, of: desk.news, from: Desk.at(0), actor: "test")
        try sealing.importPeople(1...30)
        var yes = ConsentLine(
            contact: person, list: desk.news.id, kind: .optedIn, occurredAt: Desk.at(5), actor: "青木", method: .operator,
            evidence: #"{"reference": "申込書 12"}"#)
        yes.notice = notice.hash
        yes.basis = "consent"
        _ = try desk.store.append([yes])
        try sealing.seal()
        try sealing.importPeople(31...60)
        try desk.ground(person, desk.bills, source: "shop", at: Desk.at(7))
        try sealing.seal()
        try desk.no(person, desk.events)
        try sealing.seal()
        try desk.no(person, nil)
    }

    private func receipt() throws -> ReceiptFlow.Made {
        let terms = ReceiptTerms(jurisdiction: "JP", policyURL: "https://aoba.example/privacy")
        return try ReceiptFlow(store: sealing.desk.database.store(), key: sealing.key, terms: terms)
            .run(hanako, contact: person)
    }

    private func problem(_ text: String, key: [UInt8]? = nil, anchor: MerkleHash? = nil) -> String? {
        Self.problem(Array(text.utf8), key: key, anchor: anchor)
    }

    private static func problem(_ bytes: [UInt8], key: [UInt8]? = nil, anchor: MerkleHash? = nil) -> String? {
        do throws(ReceiptCheck.Problem) {
            _ = try ReceiptCheck.run(bytes, key: key, anchor: anchor)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("it holds every event, the wording, and proofs that lead to the seals")
    func whole() throws {
        let made = try receipt()
        #expect(made.events == 4 && made.unsealed == 1)
        let verdict = try ReceiptCheck.run(Array(made.text.utf8), key: sealing.publicKey, anchor: nil)
        #expect(verdict.events == 4 && verdict.sealed == 3 && verdict.seals == 3)
        #expect(verdict.isKeyKnown && verdict.publicKey == sealing.publicKey)
        let seals = try sealing.desk.store.seals()
        #expect(verdict.root == seals.last?.seal.root)
        for (index, signed) in seals.enumerated() {
            let anchored = try ReceiptCheck.run(Array(made.text.utf8), key: nil, anchor: signed.seal.root)
            #expect(anchored.anchored == index + 1)
        }
        #expect(made.text.contains("お知らせを受け取る"))
        #expect(made.text.contains("申込書 12"))
    }

    @Test("it has the fields of ISO/IEC TS 27560 and of Kantara 1.1 (K1, K2, K3)")
    func fields() throws {
        let members = try SignedDocument.members(of: Array(receipt().text.utf8))
        let kantara = [
            "version", "jurisdiction", "consentTimestamp", "collectionMethod", "consentReceiptID", "publicKey",
            "language",
            "piiPrincipalId", "piiControllers", "policyUrl", "services", "sensitive", "spiCat",
        ]
        for name in kantara { #expect(members["consent_receipt"]?[name] != nil, "\(name)") }
        for name in ["schema_version", "record_id", "pii_principal_id", "created_at"] {
            #expect(members["record"]?[name]?.text != nil, "\(name)")
        }
        #expect(members["consent_receipt"]?["piiPrincipalId"]?.text == "hanako@example.jp")
        #expect(members["pii_processing"]?.elements?.count == 3)
        #expect(members["parties"]?.elements?.last?["party_role"]?.text == "pii principal")
        let line = try #require(members["events"]?.elements?[0]["line"])
        for column in LineLeaf.columns { #expect(line[column.name] != nil, "\(column.name)") }
    }

    @Test("one byte changed, wherever it is, is refused and named")
    func oneByte() throws {
        // A sealed line with evidence and wording, one that is not sealed yet, and the list that they are about.
        var members = try SignedDocument.members(of: Array(receipt().text.utf8))
        let events = try #require(members["events"]?.elements)
        members["events"] = .array([events[0], events[3]])
        members["pii_processing"] = .array(
            members["pii_processing"]?.elements?.filter { $0["list"]?.text == "news" } ?? [])
        members["seals"] = .array(members["seals"]?.elements?.prefix(1).map { $0 } ?? [])
        (members["digests"], members["signature"]) = (nil, nil)
        let bytes = Array(try Receipt.encode(members, signedBy: sealing.key).utf8)
        try #require(ReceiptCheck.run(bytes, key: nil, anchor: nil).sealed == 1)
        let stretch = 64
        let accepted = Mutex<[Int]>([])
        DispatchQueue.concurrentPerform(iterations: (bytes.count + stretch - 1) / stretch) { number in
            var random = SplitMix(seed: UInt64(number))
            for place in number * stretch..<min((number + 1) * stretch, bytes.count) {
                var changed = bytes
                changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                let problem = Self.problem(changed)
                if problem?.isEmpty ?? true { accepted.withLock { $0.append(place) } }
            }
        }
        #expect(accepted.withLock { $0 } == [], "of these places nothing was said")
        #expect(problem(String(decoding: bytes, as: UTF8.self) + " ")?.hasPrefix("line ") == true)
        #expect(problem(String(decoding: bytes.dropLast(40), as: UTF8.self)) != nil)
    }

    @Test(
        "what was changed is named",
        arguments: [
            ("\"actor\" : \"青木\"", "\"actor\" : \"赤木\"", "event ", "was changed: it is not what seal 1 holds"),
            ("お知らせを受け取る", "お知らせを受けとる", "the wording of notice ", "was changed"),
            ("申込書 12", "申込書 13", "the evidence of event ", "was changed"),
            ("\"jurisdiction\" : \"JP\"", "\"jurisdiction\" : \"US\"", "the part “", "” of the receipt was changed"),
            ("\"lines\" : 31", "\"lines\" : 32", "seal 1 was changed", ""),
            ("\"source\" : \"shop\"", "\"source\" : \"form\"", "the part “events”", "was changed"),
            ("{\n  \"consent_receipt\"", "{\n \"consent_receipt\"", "line 2 ", "it was changed"),
        ])
    func named(old: String, new: String, prefix: String, suffix: String) throws {
        let text = try receipt().text
        #expect(text.contains(old))
        let named = try #require(problem(text.replacing(old, with: new, maxReplacements: 1)))
        #expect(named.hasPrefix(prefix) && named.hasSuffix(suffix), "\(named)")
    }

    @Test("it says where the person stands on every list, and the events alone say the same")
    func standings() throws {
        let verdict = try ReceiptCheck.run(Array(receipt().text.utf8), key: sealing.publicKey, anchor: nil)
        let standings = Dictionary(uniqueKeysWithValues: try #require(verdict.lists).map { ($0.list, $0.standing) })
        #expect(standings.mapValues(\.reason) == ["news": .optedOutAll, "events": .optedOutAll, "bills": .subscribed])
        #expect(standings["bills"]?.status == .subscribed)
    }

    @Test(
        "a receipt that says what its events do not is refused, even if the operator's own key signed it",
        arguments: [
            (
                "pii_processing", "\"opted_out_all\"", "\"subscribed\"",
                "it says that the person is “subscribed” on events"
            ),
            ("pii_processing", "\"may_be_mailed\" : false", "\"may_be_mailed\" : true", "it says that the person is"),
            (
                "pii_processing", "\"stream\" : \"marketing\"", "\"stream\" : \"transactional\"",
                "it says that the person is"
            ),
            ("pii_processing", "\"stream\" : \"marketing\"", "\"stream\" : \"post\"", "a standing in the receipt"),
            ("pii_processing", "\"list_id\" : ", "\"list_id\" : 9", "it says that the person is"),
            ("events", "\"voided\" : false", "\"voided\" : true", "event "),
            ("law", "\"needs_reference\" : false", "\"needs_reference\" : 0", "a line of the law"),
        ])
    func lie(part: String, old: String, new: String, problem named: String) throws {
        var members = try SignedDocument.members(of: Array(receipt().text.utf8))
        let text = try SignedDocument.text(of: [part: try #require(members[part])])
        #expect(text.contains(old))
        let changed = Array(text.replacing(old, with: new, maxReplacements: 1).utf8)
        members[part] = try SignedDocument.members(of: changed)[part]
        members["digests"] = nil
        members["signature"] = nil
        let said = problem(try Receipt.encode(members, signedBy: sealing.key), key: sealing.publicKey)
        #expect(said?.hasPrefix(named) == true, "\(said ?? "nothing")")
    }

    @Test("one that was handed out as version 1 is checked as it was then, and one of a version to come is not")
    func otherVersions() throws {
        var members = try SignedDocument.members(of: Array(receipt().text.utf8))
        (members["law"], members["signature"], members["digests"]) = (nil, nil, nil)
        func signed(_ version: Int64) throws -> String {
            members["meibo_receipt"] = .number(version)
            var digests: [String: JSONValue] = [:]
            for (name, member) in members {
                let canonical = try SignedDocument.canonical(member)
                digests[name] = .string(MerkleHash(SHA256.hash(data: canonical)).description)
            }
            return try SignedDocument.encode(
                members.merging(["digests": .object(digests)]) { $1 }, signedBy: sealing.key)
        }
        let first = try signed(1)
        let verdict = try ReceiptCheck.run(Array(first.utf8), key: sealing.publicKey, anchor: nil)
        #expect(verdict.lists == nil && verdict.events == 4 && verdict.sealed == 3)
        #expect(problem(first.replacing("青木", with: "赤木", maxReplacements: 1)) != nil)
        #expect(try problem(signed(2)) == "the law is missing")
        members["law"] = .array([])
        #expect(try problem(signed(2)) == "the law of the basis “consent” is missing")
        #expect(try problem(signed(3))?.contains("version 3") == true)
        #expect(try problem(signed(0)) != nil)
    }

    @Test("a standing that is left out is missed")
    func omission() throws {
        var members = try SignedDocument.members(of: Array(receipt().text.utf8))
        members["pii_processing"] = .array(members["pii_processing"]?.elements?.dropLast() ?? [])
        members["digests"] = nil
        members["signature"] = nil
        let said = problem(try Receipt.encode(members, signedBy: sealing.key))
        #expect(said?.hasSuffix("is about a list of which the receipt says nothing more") == true)
    }

    @Test("one of another key, or without the seal of the anchor, is refused")
    func foreign() throws {
        let text = try receipt().text
        #expect(problem(text, key: [UInt8](repeating: 1, count: 32)) == "seal 1 was signed with another key")
        #expect(problem(text, anchor: .empty)?.hasPrefix("no seal in the receipt has the root") == true)
        #expect(problem("{}")?.hasPrefix("this is no receipt") == true)
        #expect(problem("[1")?.hasPrefix("this is no receipt") == true)
    }

    @Test("whoever nothing was recorded of gets a clear answer (66)")
    func neverSeen() throws {
        let terms = ReceiptTerms(jurisdiction: "JP", policyURL: nil)
        let flow = ReceiptFlow(store: sealing.desk.store, key: sealing.key, terms: terms)
        let failure = #expect(throws: Failure.self) {
            try flow.run(try EmailAddress("nobody@example.jp"), contact: Desk.person(4711))
        }
        #expect(failure?.kind == .noInput)
    }

    @Test("a line that was changed after it was sealed gets no proof (65)")
    func changedLine() throws {
        try sealing.tamper("UPDATE consent_events SET actor = 'x' WHERE contact_id = \(person) AND kind = 'opted_in'")
        let failure = #expect(throws: Failure.self) { try receipt() }
        #expect(failure?.kind == .badData)
    }

    @Test("a purged line is proved by the leaf that is left of it, and erased evidence leaves the proof as it is")
    func purgedAndErased() throws {
        try sealing.tamper("DELETE FROM consent_evidence WHERE contact_id = \(person)")
        try sealing.tamper(
            """
            WITH gone AS (DELETE FROM consent_events WHERE contact_id = \(person) AND kind = 'asserted' RETURNING *)
            INSERT INTO purged_lines (contact_id, event_id, epoch, xid, leaf, run_id)
            SELECT contact_id, event_id, epoch, xid, line_leaf(ROW(g.*)::consent_events), 1 FROM gone g
            """)
        let made = try receipt()
        let verdict = try ReceiptCheck.run(Array(made.text.utf8), key: sealing.publicKey, anchor: nil)
        #expect(verdict.events == 4 && verdict.sealed == 3)
        #expect(!made.text.contains("申込書 12"))
    }
}
