import Consent
import Postgres
import SQL
import Store
import TestSupport
import Testing

/// Files of contacts: counts by cli.md's definitions, and what a no or a suppression forbids.
@Suite struct ContactImportTests {
    private let people = (1...5).map { Desk.person(UInt64($0)) }

    @Test("new people are added and subscribed; the same file again changes nothing and adds no line")
    func sameFileTwice() throws {
        let desk = try Desk()
        let file = ImportedFile(.contacts, desk.news, people.map { ImportedFile.row($0) })
        let first = try file.imported(by: desk.store).plan
        #expect((first.added, first.subscribed, first.lines, first.rows) == (5, 5, 5, 5))
        #expect(try people.allSatisfy { try desk.reason($0, desk.news) == "subscribed" })
        let second = try file.imported(by: desk.store).plan
        #expect((second.unchanged, second.lines, second.subscribed) == (5, 0, 0))
        #expect(try desk.lines() == 5)
        #expect(try desk.differences() == [])
    }

    @Test("an assertion is appended only if basis, obtained-at or standing changes within its source")
    func assertionsOnChange() throws {
        let desk = try Desk()
        var file = ImportedFile(.contacts, desk.news, [ImportedFile.row(people[0])])
        try file.imported(by: desk.store)
        file.basis = .notified
        #expect(try file.imported(by: desk.store).plan.lines == 1)
        file.obtainedAt = Desk.at(100)
        #expect(try file.imported(by: desk.store).plan.updated == 1)
        #expect(try file.imported(by: desk.store).plan.lines == 0)
        try desk.ground(people[0], desk.news, source: "crm", at: try desk.now(), kind: .removed)
        #expect(try desk.reason(people[0], desk.news) == "removed")
        #expect(try file.imported(by: desk.store).plan.lines == 1)
        // Another source asserts for itself.
        file.source = "shop"
        #expect(try file.imported(by: desk.store).plan.lines == 1)
        #expect(try desk.differences() == [])
    }

    @Test("of several rows of one person the last wins, the others are duplicates")
    func duplicates() throws {
        let desk = try Desk()
        let rows = [
            ImportedFile.row(people[0], name: "first"), ImportedFile.row(people[1], name: "other"),
            ImportedFile.row(people[0], name: "last"),
        ]
        let plan = try ImportedFile(.contacts, desk.news, rows).imported(by: desk.store).plan
        #expect((plan.duplicates, plan.added) == (1, 2))
        #expect(try desk.store.contact(people[0])?.name == "last")
    }

    @Test("contact data is updated, an empty cell changes nothing, and what a run overwrote is kept")
    func updates() throws {
        let desk = try Desk()
        let before = ImportedFile.row(people[0], name: "鈴木", attributes: #"{"plan": "free", "rank": "A"}"#)
        try ImportedFile(.contacts, desk.news, [before]).imported(by: desk.store)
        let after = ImportedFile.row(people[0], attributes: #"{"plan": "pro"}"#)
        let (run, plan) = try ImportedFile(.contacts, desk.news, [after]).imported(by: desk.store)
        #expect((plan.updated, plan.lines) == (1, 0))
        let contact = try #require(try desk.store.contact(people[0]))
        #expect(contact.name == "鈴木")
        #expect(contact.attributes == #"{"plan": "pro", "rank": "A"}"#)
        let kept = try desk.store.connection.first(
            "SELECT attributes FROM contact_changes WHERE contact_id = \(people[0]) AND run_id = \(run)"
        ) { row in try row.get("attributes", as: String.self) }
        #expect(kept == #"{"plan": "free", "rank": "A"}"#)

        var clearing = ImportedFile(
            .contacts, desk.news, [ImportedFile.row(people[0], name: "", attributes: #"{"rank": null}"#)])
        clearing.clearEmpty = true
        try clearing.imported(by: desk.store)
        #expect(try desk.store.contact(people[0])?.name == nil)
        #expect(try desk.store.contact(people[0])?.attributes == #"{"plan": "pro"}"#)
    }

    /// From 20,000 rows on, tables are read from end to end, except for people who are looked up because they are few.
    @Test("a large file counts and stores alike whether few of its people are known or many")
    func largeFiles() throws {
        let desk = try Desk()
        let people = (1...20_000).map { Desk.person($0) }
        let named = { (name: String) in people.map { ImportedFile.row($0, name: name) } }
        #expect(try ImportedFile(.contacts, desk.news, named("A")).imported(by: desk.store).plan.added == 20_000)

        // Few: of two the data changes, one is new.
        var rows = named("A")
        for index in [7, 8] { rows[index] = ImportedFile.row(people[index], name: "B") }
        rows.append(ImportedFile.row(Desk.person(30_000), name: "A"))
        let few = try ImportedFile(.contacts, desk.news, rows).imported(by: desk.store)
        #expect((few.plan.added, few.plan.updated, few.plan.unchanged) == (1, 2, 19_998))
        #expect((few.plan.subscribed, few.plan.lines) == (1, 1))
        #expect(try stored(desk, "contact_changes WHERE run_id = \(few.run)") == 2)
        #expect(try stored(desk, "contacts WHERE name = 'B' AND contact_id IN (\(people[7]), \(people[8]))") == 2)
        #expect(try stored(desk, "contacts WHERE name = 'B'") == 2)

        // Many: of all the data changes.
        let many = try ImportedFile(.contacts, desk.news, named("C")).imported(by: desk.store)
        #expect((many.plan.added, many.plan.updated, many.plan.unchanged) == (0, 20_000, 0))
        #expect((many.plan.subscribed, many.plan.lines) == (0, 0))
        #expect(try stored(desk, "contact_changes WHERE run_id = \(many.run)") == 20_000)
        #expect(try stored(desk, "contacts WHERE name = 'C'") == 20_000)

        // Who has a ground of another source on the list is on it already: of many, and of few among new people.
        var shop = ImportedFile(.contacts, desk.events, people[..<3].map { ImportedFile.row($0) })
        shop.source = "shop"
        #expect(try shop.imported(by: desk.store).plan.subscribed == 3)
        try desk.ground(people[0], desk.events, source: "shop", at: try desk.now(), kind: .removed)
        var all = ImportedFile(.contacts, desk.events, named("C"))
        all.source = "fair"
        let fair = try all.imported(by: desk.store).plan
        #expect((fair.updated, fair.lines, fair.subscribed) == (20_000, 20_000, 19_998))
        let strangers = (40_001...60_000).map { ImportedFile.row(Desk.person($0)) }
        var mixed = ImportedFile(.contacts, desk.bills, people[..<3].map { ImportedFile.row($0, name: "C") })
        mixed.source = "till"
        #expect(try mixed.imported(by: desk.store).plan.subscribed == 3)
        try desk.ground(people[0], desk.bills, source: "till", at: try desk.now(), kind: .removed)
        mixed.rows += strangers
        mixed.source = "web"
        let web = try mixed.imported(by: desk.store).plan
        #expect((web.added, web.updated, web.lines, web.subscribed) == (20_000, 3, 20_003, 20_001))
        #expect(try desk.differences() == [])
    }

    private func stored(_ desk: Desk, _ rows: Statement) throws -> Int? {
        try desk.store.connection.first("SELECT count(*) AS count FROM \(rows)") { row in try row.get("count") }
    }

    @Test("two sources that take turns over one contact change nothing by saying again what is known")
    func sourcesTakingTurns() throws {
        let desk = try Desk()
        var crm = ImportedFile(
            .contacts, desk.news, [ImportedFile.row(people[0], name: "鈴木", attributes: #"{"plan": "pro"}"#)])
        var shop = ImportedFile(.contacts, desk.news, [ImportedFile.row(people[0], attributes: #"{"rank": "A"}"#)])
        shop.source = "shop"
        try crm.imported(by: desk.store)
        #expect(try shop.imported(by: desk.store).plan.updated == 1)
        for file in [crm, shop, crm, shop] {
            let plan = try file.imported(by: desk.store).plan
            #expect((plan.unchanged, plan.updated, plan.lines) == (1, 0, 0))
        }
        let kept = try desk.store.connection.map("SELECT changes FROM contact_changes ORDER BY run_id") { row in
            try row.get("changes", as: Bool.self)
        }
        #expect(kept == [true, false], "what the shop's first file overwrote, and once that the other still says it")
        crm.rows[0].attributes = Array(#"{"plan": "free"}"#.utf8)
        #expect(try crm.imported(by: desk.store).plan.updated == 1)
        #expect(try desk.store.contact(people[0])?.attributes == #"{"plan": "free", "rank": "A"}"#)
    }

    @Test("an import never revives an opt-out: the row is protected, its data and its new ground are kept (E6)")
    func protectedRows() throws {
        let desk = try Desk()
        try ImportedFile(.contacts, desk.news, people.map { ImportedFile.row($0) }).imported(by: desk.store)
        try desk.no(people[0], desk.news)
        try desk.no(people[1], nil)
        var file = ImportedFile(.contacts, desk.news, people.map { ImportedFile.row($0, name: "新") })
        file.basis = .consent
        let plan = try file.imported(by: desk.store).plan
        #expect((plan.protected, plan.updated, plan.lines) == (2, 3, 5))
        #expect(try desk.reason(people[0], desk.news) == "opted_out")
        #expect(try desk.reason(people[1], desk.news) == "opted_out_all")
        #expect(try desk.store.contact(people[0])?.name == "新")
        #expect(try file.imported(by: desk.store).plan.protected == 2)
        #expect(try desk.differences() == [])
    }

    @Test("a row under a suppression is protected; its ground becomes effective when the suppression ends")
    func suppressedRows() throws {
        let desk = try Desk()
        var line = ConsentLine(
            contact: people[0], list: .allMarketing, kind: .suppressed, actor: "test", method: .operator)
        line.basis = "bounced"
        _ = try desk.store.append([line])
        let plan = try ImportedFile(.contacts, desk.news, [ImportedFile.row(people[0])]).imported(by: desk.store).plan
        #expect((plan.protected, plan.lines, plan.subscribed) == (1, 1, 0))
        #expect(try desk.reason(people[0], desk.news) == "bounced")
        line.kind = .released
        _ = try desk.store.append([line])
        #expect(try desk.reason(people[0], desk.news) == "subscribed")
    }

    @Test("the erased stay erased: an import of somebody whose no to all mail stands stores nothing (I7)")
    func erasedStayErased() throws {
        let desk = try Desk()
        try desk.no(people[0], nil, method: .erasure)
        let plan = try ImportedFile(.contacts, desk.news, [ImportedFile.row(people[0], name: "戻り")])
            .imported(by: desk.store).plan
        #expect((plan.protected, plan.lines) == (1, 0))
        #expect(try desk.store.contact(people[0]) == nil)
        #expect(try desk.lines() == 1)
        // A transactional list is another matter.
        let bills = ImportedFile(.contacts, desk.bills, [ImportedFile.row(people[0])])
        #expect(try bills.imported(by: desk.store).plan.added == 1)
    }

    @Test("without obtained-at the ground is there, and nobody is mailed on it (E7)")
    func notSendable() throws {
        let desk = try Desk()
        var file = ImportedFile(.contacts, desk.news, [ImportedFile.row(people[0])])
        file.obtainedAt = nil
        try file.imported(by: desk.store)
        #expect(try desk.status(people[0], desk.news) == "subscribed")
        #expect(try desk.reason(people[0], desk.news) == "basis_missing")
    }

    @Test("one bulk run a list at a time")
    func oneRunAList() throws {
        let desk = try Desk()
        let other = try desk.database.store()
        try desk.store.transaction {
            _ = try desk.store.beginRun(declaration(desk.news, desk.store))
            #expect(throws: StoreError.listBusy("news")) {
                try other.transaction { _ = try other.beginRun(declaration(desk.news, other)) }
            }
            try other.transaction { _ = try other.beginRun(declaration(desk.events, other)) }
        }
    }

    private func declaration(_ list: MailingList, _ store: Store) throws -> RunDeclaration {
        RunDeclaration(list: list, source: 0, mode: .contacts, actor: "test")
    }
}
