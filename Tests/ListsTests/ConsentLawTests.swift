import Foundation
import Testing

/// `lists consent` and `lists purge`, as an operator runs them (standards E7, I8, J2, J4).
@Suite("The law of consent", .home) struct ConsentLawTests {
    private let home: Home = Scope.home

    @Test func `by the country of each contact decides who is sendable, and why names the rule`() throws {
        try home.write(
            "shop.csv",
            """
            email,country,sale
            ca@example.com,CA,
            de@example.com,DE,
            fr@example.com,FR,R-17
            jp@example.com,JP,
            kr@example.com,kr,

            """)
        try home.done(
            "import", "shop.csv", "--list", "news", "--basis", "transaction", "--source", "shop", "--obtained-at",
            "2026-01-01", "--evidence", "column:sale")
        let lacking = try home.json("why", "de@example.com", "--list", "news")
        #expect(lacking["reason"] as? String == "basis_missing")
        let rule = try #require(lacking["law"] as? [String: Any])
        #expect(rule["jurisdiction"] as? String == "EU")
        #expect(rule["lacks"] as? String != nil)
        #expect(try home.json("why", "fr@example.com", "--list", "news")["sendable"] as? Bool == true)
        #expect(try home.json("why", "jp@example.com", "--list", "news")["sendable"] as? Bool == true)
        let canadian = try home.json("why", "ca@example.com", "--list", "news")
        #expect((canadian["law"] as? [String: Any])?["lifetime"] as? String == "2 years")
        #expect(try home.done("why", "kr@example.com", "--list", "news").contains("6 months"))

        let published = try home.run(
            [
                "import", "shop.csv", "--list", "news", "--basis", "published", "--source", "web", "--obtained-at",
                "2026-01-01",
            ])
        #expect(published.code == 0 && published.error.contains("規則3条"), "\(published)")
        let purge = try home.json("purge", "--dry-run")
        #expect(purge["people"] as? Int == 0)
        #expect(try home.json("purge", "--apply")["dry_run"] as? Bool == false)
        try home.done("ledger", "verify")
    }

    @Test func `tells who is due, list after list, and how many`() throws {
        let bought = Date.now.addingTimeInterval(-600 * 86_400).formatted(.iso8601.year().month().day())
        try home.createList("due-a")
        try home.createList("due-b")
        try home.write("due.csv", "email,country\nca-1@example.com,CA\nca-2@example.com,CA\njp@example.com,JP\n")
        for list in ["due-a", "due-b"] {
            try home.done(
                "import", "due.csv", "--list", list, "--basis", "transaction", "--source", "shop", "--obtained-at",
                bought)
        }
        let due = try Table(home.run(["consent", "due", "--within", "200d", "--format", "csv"]).out)
        for list in ["due-a", "due-b"] {
            let people = due.rows.filter { $0["list"] == list }.compactMap { $0["address"] }
            #expect(people.sorted() == ["ca-1@example.com", "ca-2@example.com"])
        }
        let counts = try home.done(
            "consent", "due", "--within", "200d", "--list", "due-b", "--count", "--format", "csv")
        #expect(counts.contains("due-b,CA,transaction,2,"))
        #expect(try home.done("consent", "due", "--within", "10d", "--list", "due-a", "--format", "json") == "[]\n")
    }

    @Test func `by the setting is that of the database, or every command refuses (78)`() throws {
        let setting = ["LISTS_JURISDICTION": "de"]
        try refused(78, home.run(["list", "ls"], setting), naming: "LISTS_JURISDICTION", "JP", "lists init")
        #expect(try home.run(["list", "ls"], ["LISTS_JURISDICTION": "jp"]).code == 0)
        let other = try Home()
        defer { other.remove() }
        #expect(try other.run(["consent", "law", "--format", "json"], setting).out.contains("\"EU\""))
        #expect(try other.run(["init"], ["LISTS_JURISDICTION": "CA"]).code == 0)
        #expect(try other.json("consent", "law")["jurisdiction"] as? String == "CA")
        try refused(78, other.run(["init"], ["LISTS_JURISDICTION": "XX"]), naming: "LISTS_JURISDICTION", "XX", "JP")
    }

    @Test func `is shown with its sources, set, and refused where it is unknown (64)`() throws {
        let rows = try Table(home.run(["consent", "bases", "--format", "csv"]).out).rows
        #expect(rows.count == 49)
        #expect(
            try Table(home.run(["consent", "bases", "--jurisdiction", "jp", "--format", "csv"]).out).rows.count == 7)
        try refused(64, home.run(["consent", "bases", "--jurisdiction", "XX"]), naming: "XX", "JP")
        try refused(64, home.run(["consent", "law", "--jurisdiction", "XX"]), naming: "XX")
        try refused(64, home.run(["consent", "due", "--within", "soon"]), naming: "--within")
        try refused(64, home.run(["purge"]), naming: "--dry-run")
        try refused(64, home.run(["purge", "--apply", "--keep", "1y"]), naming: "--keep")
        #expect(try home.json("consent", "law")["jurisdiction"] as? String == "JP")
        #expect(try home.json("consent", "law", "--jurisdiction", "eu")["jurisdiction"] as? String == "EU")
        #expect(try home.json("consent", "law", "--jurisdiction", "JP")["jurisdiction"] as? String == "JP")
    }
}
