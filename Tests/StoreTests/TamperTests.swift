import Consent
import Flows
import Postgres
import Proof
import SQL
import Store
import TestSupport
import Testing

/// Whoever changes what was sealed, with whatever rights, is found out, and the place is named.
@Suite struct TamperTests {
    private let sealing: Sealing

    /// Three seals: an import of 5,000, then two of a few lines.
    init() throws {
        sealing = try Sealing()
        try sealing.importPeople(1...5000)
        try sealing.seal()
        for number in 1...4 { try sealing.desk.no(Desk.person(UInt64(number)), sealing.desk.news) }
        try sealing.seal()
        for number in 5...8 { try sealing.desk.no(Desk.person(UInt64(number)), sealing.desk.news) }
        try sealing.seal()
        #expect(try sealing.problem() == nil)
    }

    private func name(_ id: Seal.LineID) -> String { "contact \(id.contact), event \(id.event)" }

    /// Which seal a line lies in: clicks are the lines of the later two.
    private func seal(of id: Seal.LineID) throws -> Int {
        let chain = SealChain(try sealing.desk.store.seals())
        let origin = try sealing.desk.store.connection.first(
            "SELECT epoch, xid::text AS xid FROM consent_events WHERE event_id = \(id.event)"
        ) { row in (try row.get("epoch", as: Int.self), try row.get("xid", as: String.self)) }!
        return try #require(chain.index(epoch: origin.0, xid: UInt64(origin.1)!)) + 1
    }

    @Test(
        "a line changed in any column is named",
        arguments: [
            "occurred_at = occurred_at - interval '1 microsecond'", "recorded_at = recorded_at + interval '1 day'",
            "actor = 'somebody'", "method = 'page'", "line = 1234567", "run_id = 99", "list_id = list_id + 1",
            "source_id = coalesce(source_id, 0) + 1", "notice_hash = '\\x00'", "evidence_hash = '\\x00'",
            "obtained_at = now()", "linked_id = contact_id",
        ], [3, 4500])
    func changed(column: String, number: Int) throws {
        let id = try sealing.line(number)
        try sealing.desk.database.superuser().executeScript(
            "UPDATE consent_events SET \(column) WHERE event_id = '\(id.event)'")
        #expect(try sealing.problem() == "seal \(try seal(of: id)): \(name(id)) is not what was sealed")
    }

    @Test("a line taken away is named by the one behind it", arguments: [0, 17, 4096, 4700])
    func deleted(number: Int) throws {
        var (id, next) = (try sealing.line(number), try sealing.line(number + 1))
        var number = number
        // The next one of the same seal.
        while try seal(of: id) != seal(of: next) {
            number += 1
            next = try sealing.line(number + 1)
        }
        let number1 = try seal(of: id)
        try sealing.tamper("DELETE FROM consent_events WHERE event_id = \(id.event)")
        id = next
        #expect(try sealing.problem() == "seal \(number1): a line is missing before \(name(id))")
    }

    @Test("the last line of a seal taken away is named by the one before it")
    func deletedLast() throws {
        let seal = try #require(try sealing.desk.store.lastSeal()).seal
        try sealing.tamper(
            "DELETE FROM consent_events WHERE contact_id = \(seal.last.contact) AND event_id = \(seal.last.event)")
        let problem = try #require(try sealing.problem())
        #expect(problem.hasPrefix("seal 3: a line is missing behind contact "), "\(problem)")
    }

    @Test("a line put in under an old transaction is named", arguments: [UInt64(1), 9_999_999])
    func inserted(person: UInt64) throws {
        try sealing.tamper(
            """
            INSERT INTO consent_events (contact_id, event_id, occurred_at, recorded_at, xid, list_id, kind, actor, method)
            SELECT \(Desk.person(person)), \(Desk.person(55)), now(), now(), min(xid::text::bigint)::text::xid8, 1, 'opted_in', 'x', 'form'
              FROM consent_events
            """)
        let id = Seal.LineID(contact: Desk.person(person), event: Desk.person(55))
        #expect(try sealing.problem() == "seal 1: \(name(id)) was not there when it was sealed")
    }

    @Test("a seal removed from the middle or the end is named", arguments: [1, 2, 3])
    func removedSeal(number: Int) throws {
        try sealing.tamper("DELETE FROM seals WHERE seal_number = \(Int32(number))")
        #expect(try sealing.problem() == "seal \(number) is missing")
    }

    @Test("the last seal removed without a trace is found by the anchor that was kept")
    func anchor() throws {
        let roots = try sealing.desk.store.seals().map(\.seal.root)
        #expect(try sealing.check(anchor: roots[1]).anchor == 2)
        try sealing.tamper("DELETE FROM seals WHERE seal_number = 3")
        try sealing.tamper("DELETE FROM seal_tiles WHERE seal_number = 3")
        #expect(try sealing.problem() == nil)
        #expect(try sealing.problem(anchor: roots[1]) == nil)
        let problem = try #require(try sealing.problem(anchor: roots[2]))
        #expect(problem.hasPrefix("no seal has this root"), "\(problem)")
    }

    @Test("two seals that changed places are named")
    func swapped() throws {
        try sealing.tamper("UPDATE seals SET seal_number = 5 - seal_number + 100 WHERE seal_number IN (2, 3)")
        try sealing.tamper("UPDATE seals SET seal_number = seal_number - 100 WHERE seal_number > 100")
        #expect(try sealing.problem() == "seal 2 was changed: its signature does not fit")
    }

    @Test(
        "a seal changed in any column is named",
        arguments: [
            "lines = lines + 1", "tree = sha256(tree)", "snapshot = '1:1:'", "sealed_at = now()",
            "signature = sha256(signature) || sha256(signature)", "first_event = last_contact", "epoch = 2",
            "system_identifier = 1", "previous = NULL",
        ])
    func changedSeal(column: String) throws {
        try sealing.desk.database.superuser().executeScript("UPDATE seals SET \(column) WHERE seal_number = 2")
        #expect(try sealing.problem() == "seal 2 was changed: its signature does not fit")
    }

    @Test("nothing is sealed on top of a seal that was changed (65)")
    func noSealOnTop() throws {
        try sealing.tamper("UPDATE seals SET lines = lines + 1 WHERE seal_number = 3")
        try sealing.desk.no(Desk.person(9), sealing.desk.news)
        #expect(throws: Failure.self) { try sealing.seal() }
    }

    @Test("tiles changed alone are told from lines changed")
    func tiles() throws {
        try sealing.tamper("UPDATE seal_tiles SET root = sha256(root) WHERE seal_number = 1 AND tile = 1")
        #expect(try sealing.problem() == "the tiles of seal 1 were changed; its lines are as they were sealed")
        let id = try sealing.line(10)
        try sealing.tamper("UPDATE seal_tiles SET root = sha256(root) WHERE seal_number = 1")
        try sealing.tamper("UPDATE consent_events SET actor = 'x' WHERE event_id = \(id.event)")
        let problem = try #require(try sealing.problem())
        #expect(problem.hasPrefix("seal 1: its lines were changed, and its tiles with them"), "\(problem)")
    }

    @Test("a line whose leaf a purge kept still verifies; with another leaf it is named")
    func purged() throws {
        // An assertion that a later one replaced: nothing follows from it any more.
        let person = Desk.person(3)
        try sealing.desk.ground(person, sealing.desk.news, source: "shop", at: Desk.at(1))
        try sealing.desk.ground(person, sealing.desk.news, source: "shop", at: Desk.at(2))
        try sealing.seal()
        try sealing.tamper(
            """
            WITH gone AS (
                DELETE FROM consent_events e
                 WHERE contact_id = \(person) AND kind = 'asserted' AND occurred_at = \(Desk.at(1))
                RETURNING e.*)
            INSERT INTO purged_lines (contact_id, event_id, epoch, xid, leaf, run_id)
            SELECT contact_id, event_id, epoch, xid, line_leaf(ROW(g.*)::consent_events), 1 FROM gone g
            """)
        let report = try sealing.check()
        #expect(report.problem == nil && report.purged == 1)
        try sealing.tamper("UPDATE purged_lines SET leaf = sha256(leaf)")
        let problem = try #require(try sealing.problem())
        #expect(problem.hasPrefix("seal 4: contact \(person), event "), "\(problem)")
        #expect(problem.hasSuffix(" is not what was sealed"), "\(problem)")
    }

    @Test(
        "programs hold no right to change or remove seals and notices (42501)",
        arguments: ["seals", "seal_tiles", "notices", "notice_uses", "purged_lines"])
    func rights(table: String) throws {
        let connection = sealing.desk.store.connection
        for statement in ["UPDATE \(table) SET ctid = ctid", "DELETE FROM \(table)", "TRUNCATE \(table)"] {
            #expect(throws: PostgresError.self, "\(statement)") { try connection.executeScript(statement) }
        }
    }
}
