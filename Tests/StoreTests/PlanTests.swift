import Consent
import Postgres
import SQL
import Store
import TestSupport
import Testing

/// How the server goes about the hot statements, on a table of some thousands of people.
@Suite struct PlanTests {
    private static let large = ["consent_events", "choices", "grounds", "suppressions", "links"]

    @Test("where one person stands is found by index")
    func statusOfOne() throws {
        let desk = try filled()
        let plan = try desk.store.connection.map(
            "EXPLAIN SELECT * FROM subscriptions_at(\(desk.news.id.rawValue), now(), \(Desk.person(77)))"
        ) { row in try row.get("\"QUERY PLAN\"", as: String.self) }.joined(separator: "\n")
        #expect(!plan.contains("Function Scan"), "the function is inlined: \(plan)")
        for table in ["grounds", "choices"] {
            #expect(plan.contains(" using \(table)_pkey"), "\(plan)")
            #expect(!plan.contains("Seq Scan on \(table)"), "\(plan)")
        }
    }

    @Test("one click reads no table from end to end")
    func oneClick() throws {
        let desk = try filled()
        let person = Desk.person(77)
        let before = try rowsScanned(desk)
        do {
            // The statistics of a session are complete when it has ended.
            let click = try desk.database.store()
            _ = try click.append([
                ConsentLine(contact: person, list: desk.news.id, kind: .optedOut, actor: "test", method: .oneClick)
            ])
        }
        try ended(desk)
        #expect(try rowsScanned(desk) == before)
        #expect(try desk.reason(person, desk.news) == "opted_out")
    }

    private func filled() throws -> Desk {
        let desk = try Desk()
        let rows = (1...4_000).map { ImportedFile.row(Desk.person($0)) }
        let writer = try desk.database.store()
        try ImportedFile(.contacts, desk.news, rows).imported(by: writer)
        let nos = (2_001...4_000).map { ImportedFile.row(Desk.person($0)) }
        try ImportedFile(.optOut, desk.events, nos).imported(by: writer)
        try desk.database.superuser().executeScript("ANALYZE")
        return desk
    }

    /// Waits until the test's own session is the only one.
    private func ended(_ desk: Desk) throws {
        let others: Statement =
            """
            SELECT 1 FROM pg_stat_activity
             WHERE datname = current_database() AND usename = 'meibo_app' AND pid <> pg_backend_pid()
            """
        while try desk.store.connection.execute(others) > 0 {}
    }

    private func rowsScanned(_ desk: Desk) throws -> [String: Int] {
        try ended(desk)
        let counts = try desk.store.connection.map(
            "SELECT relname, seq_tup_read FROM pg_stat_user_tables WHERE relname = ANY (\(Bind.texts(Self.large)))"
        ) { row in (try row.get("relname", as: String.self), try row.get("seq_tup_read", as: Int.self)) }
        return Dictionary(uniqueKeysWithValues: counts)
    }
}
