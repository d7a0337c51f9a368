import Consent
import Postgres
import SQL
import Segments
import Store
import TestSupport
import Testing

/// The SQL of segments, run.
@Suite struct SegmentMembersTests {
    @Test("the SQL of a segment selects whom a plain evaluator says", arguments: 1...3 as ClosedRange<UInt64>)
    func agreement(seed: UInt64) async throws {
        let desk = try Desk()
        let superuser = try desk.database.superuser()
        let agreement = SegmentAgreement(contacts: 60, seed: seed)
        for insertion in agreement.insertions { try superuser.execute(insertion) }
        let connection = desk.store.connection
        let disagreements = try await agreement.disagreements(seed: seed * 1_000_000, count: 1_500) { statement in
            try connection.map(statement) { row in try row.get("contact_id", as: ContactID.self) }
        }
        for disagreement in disagreements.prefix(5) {
            Issue.record("seed \(disagreement.seed): \(disagreement.text)")
        }
        #expect(disagreements.isEmpty)
    }

    @Test("a segment counts what plain SQL counts, and on a list only who may be mailed")
    func counts() throws {
        let desk = try Desk()
        let people = (1...300).map { Desk.person($0) }
        let rows = people.enumerated().map { index, person in
            ImportedFile.row(person, attributes: #"{"plan": "\#(index % 3 == 0 ? "pro" : "free")"}"#)
        }
        try ImportedFile(.contacts, desk.news, rows).imported(by: desk.store)
        for person in people.prefix(60) { try desk.no(person, desk.news) }
        let predicate = try Segment(parsing: "plan = pro")
            .check(against: AttributeCatalog([:]), now: desk.now()).predicate
        let plain = try desk.store.connection.first(
            "SELECT count(*) AS n FROM contacts WHERE attributes->>'plan' = 'pro'"
        ) { row in try row.get("n", as: Int.self) }
        #expect(try desk.store.count(predicate, at: desk.now()) == plain)
        #expect(plain == 100)
        #expect(try desk.store.count(predicate, sendableOn: desk.news.id, at: desk.now()) == 80)
    }
}
