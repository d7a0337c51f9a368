import Consent
import Flows
import Postgres
import Proof
import SQL
import Store
import TestSupport
import Testing

/// A database that moved to another server, where transaction numbers begin anew.
@Suite struct ServerChangeTests {
    /// As after a restore elsewhere: the lines bear numbers of the old server, far above those of this one.
    private func moved(_ sealing: Sealing) throws {
        try sealing.tamper("UPDATE installation SET system_identifier = 42")
        try sealing.tamper("UPDATE consent_events SET xid = (xid::text::bigint + 1000000)::text::xid8")
        // The seals were made there too, and are signed so.
        let superuser = try sealing.desk.database.superuser()
        var previous: MerkleHash?
        for var signed in try sealing.desk.store.seals() {
            let snapshot = signed.seal.snapshot
            let running = snapshot.running.map { String($0 + 1_000_000) }.joined(separator: ",")
            signed.seal.snapshot = try #require(
                Snapshot("\(snapshot.xmin + 1_000_000):\(snapshot.xmax + 1_000_000):\(running)"))
            signed.seal.system = 42
            signed.seal.previous = previous
            signed.signature = try signed.seal.signature(by: sealing.key)
            try superuser.execute("DELETE FROM seals WHERE seal_number = \(Int32(signed.seal.number))")
            try Store(superuser).insertSeal(signed)
            previous = signed.seal.root
        }
    }

    @Test("programs refuse a database that came from another server until init has seen it (78)")
    func refused() throws {
        let database = try TestDatabase()
        try database.superuser().execute("UPDATE installation SET system_identifier = 42")
        #expect(throws: StoreError.otherServer) { try database.store().open(secret: database.secret) }
        try Store(database.superuser()).initialise(secret: database.secret)
        _ = try database.store().open(secret: database.secret)
    }

    @Test("lines of the old server are covered by its seals, what it left unsealed by the first seal here")
    func newEpoch() throws {
        let sealing = try Sealing()
        let desk = sealing.desk
        try sealing.importPeople(1...10)
        try sealing.seal()
        try desk.no(Desk.person(1), desk.news)
        try moved(sealing)
        try Store(desk.database.superuser()).initialise(secret: desk.database.secret)
        #expect(try sealing.check().unsealed == 1)
        // A line here, with a number that the old server's seal would have shown.
        try desk.no(Desk.person(2), desk.news)
        #expect(try sealing.check().unsealed == 2)
        let seal = try #require(try sealing.seal())
        #expect(seal.lines == 2 && seal.epoch == 2)
        try desk.no(Desk.person(3), desk.news)
        #expect(try sealing.seal()?.lines == 1)
        let report = try sealing.check()
        #expect(report.problem == nil && report.sealed == 13 && report.unsealed == 0)
    }

    @Test(
        "init again on the same server changes no epoch; lines of an older schema, whose server nobody noted, get their own"
    )
    func epochs() throws {
        let sealing = try Sealing()
        let superuser = try sealing.desk.database.superuser()
        try sealing.importPeople(1...2)
        func epoch() throws -> Int {
            try superuser.first("SELECT epoch FROM installation") { row in try row.get("epoch", as: Int.self) }!
        }
        try Store(superuser).initialise(secret: sealing.desk.database.secret)
        #expect(try epoch() == 1)
        try sealing.tamper("UPDATE installation SET system_identifier = NULL")
        try Store(superuser).initialise(secret: sealing.desk.database.secret)
        #expect(try epoch() == 2)
        try sealing.desk.no(Desk.person(1), sealing.desk.news)
        #expect(try sealing.seal()?.lines == 3)
        #expect(try sealing.problem() == nil)
    }
}
