import Consent
import Crypto
import Flows
import Postgres
import Proof
import SQL
import Store
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
        do throws(ReceiptCheck.Problem) {
            _ = try ReceiptCheck.run(Array(text.utf8), key: key, anchor: anchor)
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
        let bytes = Array(try receipt().text.utf8)
        var random = SplitMix(seed: 7)
        // Every place would be some 10,000 checks: a stride that meets all members, moved by chance.
        for place in stride(from: Int.random(in: 0..<23, using: &random), to: bytes.count, by: 23) {
            var changed = bytes
            changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            do {
                _ = try ReceiptCheck.run(changed, key: nil, anchor: nil)
                Issue.record("byte \(place) was changed and nothing was said")
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
        // The end, where the signature stands, byte for byte.
        for place in bytes.count - 300..<bytes.count {
            for bit in 0..<UInt8(2) {
                var changed = bytes
                changed[place] ^= 1 << bit
                #expect(throws: ReceiptCheck.Problem.self, "byte \(place), bit \(bit)") {
                    try ReceiptCheck.run(changed, key: nil, anchor: nil)
                }
            }
        }
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
