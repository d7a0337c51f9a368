import Consent
import Flows
import Postgres
import Proof
import SQL
import Store
import TestSupport
import Testing

/// Retention: what no law asks for any more goes, and nobody's standing changes (standards H7, I3).
@Suite struct PurgeTests {
    private static let year: Int64 = 366 * 86_400

    @Test("who is out for long loses data, evidence and old lines; the no and who may be mailed stay")
    func whatGoes() throws {
        let purging = try Purging()
        let desk = purging.desk
        let (out, subscriber, removed) = (Desk.person(1), Desk.person(2), Desk.person(3))
        try purging.importPeople([out, subscriber, removed])
        try desk.operatorYes(out, desk.news, at: Desk.at(10))
        try desk.no(out, desk.news, at: Desk.at(20))
        try desk.ground(removed, desk.news, source: "crm", at: desk.now(), kind: .removed)
        try purging.sealing.seal()
        let counts = try purging.purge(at: purging.later(years: 4))
        #expect(counts.people == 2 && counts.contacts == 2 && counts.lines == 4 && counts.evidence == 1)
        #expect(try desk.store.contact(out) == nil)
        #expect(try desk.store.contact(subscriber) != nil)
        #expect(try desk.reason(out, desk.news) == "opted_out")
        #expect(try desk.reason(removed, desk.news) == "removed")
        #expect(try desk.reason(subscriber, desk.news) == "subscribed")
        #expect(try desk.store.history(of: out).map(\.method).sorted() == ["checkpoint", "checkpoint", "one_click"])
        #expect(try desk.differences() == [])
        #expect(try purging.sealing.problem() == nil)
        try purging.sealing.seal()
        #expect(try purging.sealing.problem() == nil)
        // What is left still says in a receipt where each of them stands.
        for (who, reason) in [(out, Standing.Reason.optedOut), (subscriber, .subscribed), (removed, .removed)] {
            let verdict = try purging.checkedReceipt(of: who)
            #expect(verdict.lists?.first { $0.list == "news" }?.standing.reason == reason)
            #expect(verdict.sealed == verdict.events)
        }
        // Once is enough: checkpoints are not purged again.
        #expect(try purging.purge(at: purging.later(years: 40)).people == 0)
    }

    @Test("H7: nothing goes that a law still asks for: the last mail, the last word, and longer keeps count")
    func whatStays() throws {
        let purging = try Purging()
        let desk = purging.desk
        let (mailed, spoke, british, asked) = (Desk.person(1), Desk.person(2), Desk.person(3), Desk.person(4))
        try desk.store.noteAttributes(["country"])
        try purging.importPeople([mailed, spoke, asked])
        try purging.importPeople([british], attributes: "{\"country\":\"GB\"}")
        for who in [mailed, spoke, british, asked] { try desk.no(who, desk.news, at: Desk.at(20)) }
        try purging.sendList([mailed], expires: purging.later(years: 2))
        try desk.say(.requested, asked, desk.events)
        #expect(try purging.purge(at: purging.later(years: 2)).people == 0)
        #expect(try purging.purge(at: purging.later(years: 4)).people == 2)
        #expect(try desk.store.contact(mailed) != nil)
        #expect(try desk.store.contact(british) != nil)
        #expect(try purging.purge(at: purging.later(years: 5)).people == 1)
        #expect(try desk.store.contact(british) != nil)
        #expect(try purging.purge(at: purging.later(years: 7)).people == 1)
        for who in [mailed, spoke, british, asked] { #expect(try desk.reason(who, desk.news) == "opted_out") }
    }

    @Test(
        "years are counted in UTC, whatever the time zone of the session is",
        arguments: [
            "UTC", "Asia/Tokyo", "America/New_York", "Pacific/Kiritimati",
        ])
    func zones(zone: String) throws {
        let purging = try Purging()
        let who = Desk.person(1)
        try purging.importPeople([who])
        try purging.desk.no(who, purging.desk.news, at: Desk.at(20))
        // Three years later it is the 29th in Tokyo already, which the year 2025 does not have.
        let lastWord = try #require(Instant(rfc3339: "2025-02-28T20:00:00Z"))
        let due = try #require(Instant(rfc3339: "2028-02-28T20:00:00Z"))
        try purging.superuser.execute("UPDATE consent_events SET occurred_at = \(lastWord), recorded_at = \(lastWord)")
        try purging.superuser.execute("UPDATE contacts SET updated_at = \(lastWord)")
        try purging.superuser.execute("SELECT set_config('TimeZone', \(zone), false)")
        for (offset, expected) in [(-1, 0), (0, 1)] as [(Int64, Int)] {
            let run = try purging.plan(at: due.advanced(byMicroseconds: offset * 1_000_000))
            let staged = try purging.superuser.first(
                "SELECT count(*) AS people FROM staged_purges WHERE run_id = \(run)"
            ) {
                try $0.get("people", as: Int.self)
            }
            #expect(staged == expected, "\(offset) s")
        }
    }

    @Test("an address that never confirmed is deleted again; one that waits for its confirmation is not")
    func neverConfirmed() throws {
        let purging = try Purging()
        let desk = purging.desk
        let who = Desk.person(5)
        try desk.say(.requested, who, desk.news, evidence: "{\"ip\":\"192.0.2.1\"}")
        #expect(try purging.purge(at: desk.now()).people == 0)
        let counts = try purging.purge(at: purging.later(days: 38))
        #expect(counts.people == 1 && counts.lines == 1 && counts.evidence == 1)
        #expect(try desk.lines(of: who) == 0)
        #expect(try desk.reason(who, desk.news) == "none")
        #expect(try desk.differences() == [])
    }

    @Test("a run whose lines were purged is not taken back, nor is a purge")
    func undo() throws {
        let purging = try Purging()
        let desk = purging.desk
        let run = try purging.importPeople([Desk.person(1), Desk.person(2)])
        try desk.no(Desk.person(1), desk.news, at: Desk.at(20))
        _ = try purging.purge(at: purging.later(years: 4))
        let state = try purging.superuser.state()
        for taken in [run, run + 1] {
            let error = #expect(throws: PostgresError.self) {
                try desk.store.connection.execute("SELECT take_back(\(run + 2), 'test', \(taken))")
            }
            #expect(error?.sqlState == "MB022")
        }
        #expect(try purging.superuser.state() == state)
    }

    @Test("who says something between the plan and its step is spared, and a bulk run keeps the purge waiting")
    func raced() throws {
        let purging = try Purging()
        let desk = purging.desk
        let people = [Desk.person(1), Desk.person(2)]
        try purging.importPeople(people)
        for who in people { try desk.no(who, desk.news, at: Desk.at(20)) }
        let run = try purging.plan(at: purging.later(years: 4))
        try desk.no(people[0], desk.news)
        let other = try desk.database.store()
        try other.transaction {
            _ = try other.connection.first("SELECT reserve_list(\(desk.events.id.rawValue)) AS r") { row in
                try row.get("r", as: Bool.self)
            }
            let error = #expect(throws: PostgresError.self) { try desk.store.applyPurge(run, people: 10) }
            #expect(error?.sqlState == "55P03")
        }
        let counts = try #require(try desk.store.applyPurge(run, people: 10))
        #expect(counts.people == 1 && counts.spared == 1)
        #expect(try desk.store.contact(people[0]) != nil)
        #expect(try desk.store.applyPurge(run, people: 10) == nil)
    }

    @Test("what the law of a country ended or refused stays so when the country is gone with the contact")
    func frozenLaw() throws {
        let purging = try Purging()
        let desk = purging.desk
        try desk.store.noteAttributes(["country"])
        let (canadian, german, korean) = (Desk.person(1), Desk.person(2), Desk.person(3))
        try purging.importPeople([canadian], attributes: "{\"country\":\"CA\"}")
        try purging.importPeople([german], attributes: "{\"country\":\"DE\"}")
        try purging.importPeople([korean], attributes: "{\"country\":\"KR\"}")
        try desk.confirm(korean, desk.events, at: Desk.at(0))
        let at = try purging.later(years: 8)
        let before = try [canadian, german, korean].map { try desk.reason($0, desk.news, at: at) }
        #expect(before == ["basis_expired", "basis_missing", "basis_expired"])
        // The Korean's yes would stand by Japanese law: it stays with its country.
        #expect(try purging.purge(at: at).people == 2)
        #expect(try [canadian, german, korean].map { try desk.reason($0, desk.news, at: at) } == before)
        #expect(try desk.reason(korean, desk.events, at: at) == "basis_expired")
        #expect(try desk.differences() == [])
    }

    @Test(
        "a purge changes nobody's standing, and what comes after counts as if there had been none",
        arguments: 201...230 as ClosedRange<UInt64>)
    func property(seed: UInt64) throws {
        let (purged, twin) = (try Purging(), try Purging())
        let lists = [purged.desk.news, purged.desk.events, purged.desk.bills].map(\.id.rawValue)
        var history = RandomHistory(seed: seed, lists: lists)
        let lines = history.lines(40)
        for purging in [purged, twin] { try purging.superuser.append(lines) }
        let nos = try purged.desk.store.connection.map(Self.kept) { row in try row.get("line", as: String.self) }
        let at = try purged.later(years: 5)
        let moments = [at, try purged.later(years: 6), try purged.later(years: 30)]
        let counts = try purged.purge(at: at)
        #expect(try purged.desk.differences() == [], "seed \(seed)")
        let differences = try purged.differences(from: twin, moments)
        #expect(differences == [], "seed \(seed), \(counts)")
        #expect(
            try purged.desk.store.connection.map(Self.kept) { row in try row.get("line", as: String.self) } == nos,
            "seed \(seed)")
        // Voidings name lines and runs that may be gone; those are refused before they come so far.
        let later = history.lines(60).filter { $0.kind != "voided" }.map { line in
            var line = line
            line.run = nil
            line.at = line.at.advanced(byMicroseconds: 100_000_000)
            return line
        }
        for purging in [purged, twin] { try purging.superuser.append(later) }
        #expect(try purged.desk.differences() == [], "seed \(seed)")
        let laterDifferences = try purged.differences(from: twin, moments)
        #expect(laterDifferences == [], "seed \(seed), \(counts)")
    }

    /// The lines that no purge takes.
    private static let kept: Statement =
        """
        SELECT e::text AS line FROM consent_events e
         WHERE kind IN ('opted_out', 'suppressed', 'released', 'moved', 'voided') ORDER BY contact_id, event_id
        """
}
