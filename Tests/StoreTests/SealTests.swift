import Consent
import Flows
import Postgres
import Proof
import SQL
import Store
import TestSupport
import Testing

/// A seal covers each line once, and none is ever missed.
@Suite struct SealTests {
    @Test("what was appended is sealed once; with nothing new there is no seal")
    func sealsOnce() throws {
        let sealing = try Sealing()
        #expect(try sealing.seal() == nil)
        try sealing.importPeople(1...20)
        try sealing.desk.no(Desk.person(1), sealing.desk.news)
        let first = try #require(try sealing.seal())
        #expect(first.number == 1 && first.lines == 21 && first.previous == nil)
        #expect(try sealing.seal() == nil)
        try sealing.desk.no(Desk.person(2), sealing.desk.news)
        let second = try #require(try sealing.seal())
        #expect(second.number == 2 && second.lines == 1 && second.previous == first.root)
        let report = try sealing.check()
        #expect(report.problem == nil)
        #expect(report.seals == 2 && report.sealed == 22 && report.unsealed == 0 && report.root == second.root)
    }

    @Test("what was appended after the last seal is counted, and is no fault")
    func unsealed() throws {
        let sealing = try Sealing()
        try sealing.importPeople(1...3)
        try sealing.seal()
        try sealing.desk.no(Desk.person(1), sealing.desk.news)
        let report = try sealing.check()
        #expect(report.problem == nil && report.sealed == 3 && report.unsealed == 1)
    }

    @Test("a transaction that began before a seal and commits after it is in the next one")
    func lateCommit() throws {
        let sealing = try Sealing()
        let desk = sealing.desk
        try sealing.importPeople(1...3)
        let late = try desk.database.store()
        try late.connection.execute("BEGIN")
        _ = try late.append([
            ConsentLine(contact: Desk.person(1), list: desk.news.id, kind: .optedOut, actor: "late", method: .oneClick)
        ])
        try desk.no(Desk.person(2), desk.news)
        let first = try #require(try sealing.seal())
        #expect(first.lines == 4)
        #expect(!first.snapshot.running.isEmpty)
        try desk.no(Desk.person(3), desk.news)
        try late.connection.execute("COMMIT")
        #expect(try sealing.problem() == nil)
        let second = try #require(try sealing.seal())
        #expect(second.lines == 2)
        #expect(try sealing.problem() == nil)
    }

    @Test("seals under concurrent writers with late commits cover every line once")
    func concurrentWriters() throws {
        let sealing = try Sealing()
        let list = sealing.desk.news.id
        let writers = (1...4).map { seed in
            Background(sealing.desk.database.application) { connection in
                var random = SplitMix(seed: UInt64(seed))
                for round in 0..<40 {
                    try connection.execute("BEGIN")
                    for step in 0..<Int.random(in: 1...3, using: &random) {
                        // A person of this writer's own, so that nobody waits for a lock.
                        let person = Desk.person(UInt64(seed * 10_000 + round * 10 + step))
                        _ = try Store(connection).append([
                            ConsentLine(contact: person, list: list, kind: .optedOut, actor: "test", method: .oneClick)
                        ])
                        if random.chance(1, outOf: 2) { try connection.execute("SELECT pg_sleep(0.003)") }
                    }
                    try connection.execute(random.chance(1, outOf: 5) ? "ROLLBACK" : "COMMIT")
                }
                return true
            }
        }
        var sealed = 0
        for _ in 0..<25 { sealed += try sealing.seal()?.lines ?? 0 }
        for writer in writers { _ = try writer.value() }
        sealed += try sealing.seal()?.lines ?? 0
        #expect(try sealed == sealing.desk.lines())
        let report = try sealing.check()
        #expect(report.problem == nil && report.unsealed == 0 && report.sealed == sealed)
    }

    @Test("of two seals at once one waits for its turn (75), and none covers a line twice")
    func twoAtOnce() throws {
        let sealing = try Sealing()
        try sealing.importPeople(1...3)
        let other = try sealing.desk.database.store()
        try other.connection.execute("BEGIN")
        #expect(try other.reserveSealing())
        let failure = #expect(throws: Failure.self) { try sealing.seal() }
        #expect(failure?.kind == .busy)
        try other.connection.execute("ROLLBACK")
        #expect(try sealing.seal()?.lines == 3)
    }

    @Test("a seal of several tiles covers what one of a single tile does")
    func severalTiles() throws {
        let sealing = try Sealing()
        try sealing.importPeople(1...9000)
        #expect(try sealing.seal()?.lines == 9000)
        #expect(try sealing.desk.store.tileRoots(of: 1).count == 3)
        #expect(try sealing.problem() == nil)
    }

    @Test("the leaf of a line is the same in SQL and in the program, whatever the line holds")
    func leafAgrees() throws {
        let sealing = try Sealing()
        let desk = sealing.desk
        try sealing.importPeople(1...2)
        try desk.operatorYes(Desk.person(3), desk.news, at: Desk.at(1), evidence: #"{"紙": "はがき"}"#)
        var pause = ConsentLine(
            contact: Desk.person(3), list: desk.news.id, kind: .paused, actor: "青木", method: .page)
        pause.pausedUntil = Desk.at(99_999)
        _ = try desk.store.append([pause])
        let superuser = try desk.database.superuser()
        let person = Desk.person(4)
        let full = RawLine(
            contact: person, event: Desk.person(5), list: desk.news.id.rawValue, kind: "asserted", at: Desk.at(7),
            method: "import", source: try desk.store.source(named: "shop"), run: 7, basis: "transaction",
            obtainedAt: Desk.at(3), expiresAt: Desk.at(4_000_000_000), linked: person)
        try superuser.append([full])
        try superuser.append([
            RawLine(contact: person, event: Desk.person(6), kind: "voided", at: Desk.at(8), voidsEvent: Desk.person(5)),
            RawLine(contact: person, event: Desk.person(7), kind: "voided", at: Desk.at(8), voidsRun: 7),
        ])
        let inSQL = try superuser.map(
            "SELECT encode(line_leaf(e), 'hex') AS leaf FROM consent_events e ORDER BY contact_id, event_id"
        ) { row in try row.get("leaf", as: String.self) }
        var inProgram: [String] = []
        var encoder = LineLeaf()
        try desk.store.transaction {
            try desk.store.openLines(.all)
            let batch = try desk.store.nextLines()
            for row in 0..<batch.count {
                inProgram.append(try #require(batch.leaf(row, by: &encoder)).description)
            }
        }
        #expect(inProgram == inSQL)
        #expect(inSQL.count == 7)
    }

    @Test("the encoding of a line is frozen")
    func frozenLeaf() throws {
        let desk = try Desk()
        let superuser = try desk.database.superuser()
        let leaf = try superuser.first(
            """
            SELECT encode(line_leaf(ROW(
                '00000000-0000-8000-8000-000000000001', '00000000-0000-4000-8000-000000000002', '2026-01-31T00:00:00Z',
                '2026-02-01T01:02:03.456789Z', '12345', 7, 'asserted', 3, 14, 2, '青木', 'import', 'transaction',
                '2026-01-30T00:00:00Z', NULL, NULL, NULL, NULL, NULL, '\\x0102', NULL, 1)::consent_events), 'hex') AS leaf
            """
        ) { row in try row.get("leaf", as: String.self) }
        #expect(leaf == "f7278e6deb6bc82542a911260f84d84c8defafbd21efe85367748565f77bd729")
    }
}
