import Consent
import Postgres
import SQL
import Segments
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

    @Test(
        "an indexed attribute is looked up, and ordered, by its index",
        arguments: [
            ("text", "rank = r7"), ("number", "rank = 7"), ("number", "rank < 9"), ("date", "rank = 2026-01-07"),
            ("date", "rank < 2026-01-03"), ("timestamp", "rank < 2026-01-01T00:00:00Z"), ("list of text", "rank:a7"),
        ])
    func ownIndex(type: String, text: String) throws {
        let desk = try filled()
        let type = try #require(AttributeType(rawValue: type))
        try declare("rank", as: type, indexed: true, in: desk) { number in
            switch type {
            case .text, .boolean: "\"r\(number)\""
            case .number: "\(number)"
            case .date: "\"\(CivilDate(daysSinceEpoch: 20_454 + Int64(number)))\""
            case .timestamp: "\"\(Instant(seconds: 1_767_225_600 + Int64(number)))\""
            case .textList: "[\"a\(number)\",\"b\"]"
            }
        }
        let catalog = AttributeCatalog(["rank": type], indexed: ["rank"])
        let plan = try plan(of: text, against: SegmentCatalog(attributes: catalog), desk)
        #expect(plan.contains("contacts_attribute_"), "\(plan)")
        #expect(!plan.contains("Seq Scan on contacts"), "\(plan)")
    }

    @Test("equality on any attribute is looked up by the index of all, where there is one")
    func sharedIndex() throws {
        let desk = try filled()
        try declare("rank", as: nil, indexed: false, in: desk) { "\"r\($0)\"" }
        try desk.store.setEqualityIndex(true)
        #expect(try desk.store.hasEqualityIndex())
        let catalog = AttributeCatalog(hasEqualityIndex: true)
        let plan = try plan(of: "rank = r7", against: SegmentCatalog(attributes: catalog), desk)
        #expect(plan.contains("contacts_attributes_idx"), "\(plan)")
    }

    @Test(
        "who is on a list is worked out once for all contacts, however the question stands",
        arguments: [
            "subscribed(news)", "NOT subscribed(news)", "subscribed(news) OR name = x", "basis(news) = consent",
        ])
    func subscriptionsOnce(text: String) throws {
        let desk = try filled()
        let plan = try plan(of: text, against: SegmentCatalog(lists: ["news": desk.news.id]), desk)
        #expect(plan.contains("hashed SubPlan"), "\(plan)")
        #expect(!plan.contains("Function Scan"), "\(plan)")
    }

    @Test("what engines reported is read once for all contacts", arguments: ["opened(30d)", "NOT sent(7d)"])
    func events(text: String) throws {
        let desk = try filled()
        let plan = try plan(of: text, against: SegmentCatalog(), desk)
        #expect(!plan.contains("(SubPlan"), "\(plan)")
    }

    private func plan(of text: String, against catalog: SegmentCatalog, _ desk: Desk) throws -> String {
        let now = try desk.now()
        let checked = try Segment(parsing: text).check(against: catalog, at: SegmentClock(now: now))
        return try desk.store.plan(of: ContactQuery(checked.predicate, at: now).counting).joined(separator: "\n")
    }

    /// Gives everybody a value of an attribute, and declares it.
    private func declare(
        _ name: String, as type: AttributeType?, indexed: Bool, in desk: Desk, _ value: (Int) -> String
    ) throws {
        let rows = (1...4_000).map { number in
            ImportedFile.row(Desk.person(UInt64(number)), attributes: "{\"\(name)\":\(value(number))}")
        }
        try ImportedFile(.contacts, desk.news, rows).imported(by: desk.store)
        _ = try desk.store.declareAttribute(name, as: type, indexed: indexed)
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
