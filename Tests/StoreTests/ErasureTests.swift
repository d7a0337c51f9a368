import Consent
import Postgres
import SQL
import Store
import TestSupport
import Testing

/// I7: erasure leaves a no under the keyed id, and nothing else of the person.
@Suite struct ErasureTests {
    private let rin = Desk.person(51)

    @Test("an erased person's data and evidence are gone, a no stands on all their lists, and the ledger verifies")
    func erase() throws {
        let desk = try Desk()
        for list in [desk.news, desk.bills] {
            try ImportedFile(.contacts, list, [ImportedFile.row(rin, name: "凛")]).imported(by: desk.store)
        }
        var again = ImportedFile(.contacts, desk.news, [ImportedFile.row(rin, name: "凜")])
        again.source = "shop"
        try again.imported(by: desk.store)
        try desk.operatorYes(rin, desk.news)
        try desk.database.superuser().execute(
            """
            INSERT INTO delivery_events (contact_id, event_id, kind, occurred_at, detail)
            VALUES (\(rin), gen_random_uuid(), 'delivered', now(), '{"to": "rin@example.com"}')
            """)
        let erasure = try desk.store.erase(rin, actor: "test")
        #expect(erasure.contacts == 1 && erasure.evidence == 1 && erasure.changes > 0 && erasure.deliveries == 1)
        #expect(erasure.nos == 3)
        #expect(try remains(desk) == 0)
        for list in [desk.news, desk.events, desk.bills] {
            #expect(try desk.reason(rin, list) == "erased")
        }
        #expect(try desk.differences() == [])
    }

    @Test("erase, import again: nothing is stored, on marketing lists and on the transactional one they were on")
    func importAgain() throws {
        let desk = try Desk()
        let files = [desk.news, desk.events, desk.bills].map { ImportedFile(.contacts, $0, [ImportedFile.row(rin)]) }
        try files[0].imported(by: desk.store)
        try files[2].imported(by: desk.store)
        _ = try desk.store.erase(rin, actor: "test")
        let lines = try desk.lines(of: rin)
        for file in files {
            let plan = try file.imported(by: desk.store).plan
            #expect(plan.protected == 1 && plan.added == 0)
        }
        #expect(try desk.lines(of: rin) == lines)
        #expect(try remains(desk) == 0)
    }

    @Test("a new contract after an erasure is a new beginning on a transactional list they were not on")
    func newContract() throws {
        let desk = try Desk()
        _ = try desk.store.erase(rin, actor: "test")
        try ImportedFile(.contacts, desk.bills, [ImportedFile.row(rin)]).imported(by: desk.store)
        #expect(try desk.reason(rin, desk.bills) == "subscribed")
        #expect(try desk.reason(rin, desk.news) == "erased")
    }

    @Test("an address never seen can be erased before it comes, and twice")
    func neverSeen() throws {
        let desk = try Desk()
        #expect(try desk.store.erase(rin, actor: "test").nos == 1)
        _ = try desk.store.erase(rin, actor: "test")
        try ImportedFile(.contacts, desk.news, [ImportedFile.row(rin)]).imported(by: desk.store)
        #expect(try remains(desk) == 0)
        #expect(try desk.operatorYes(rin, desk.news, at: desk.now()).outcome == .protected)
    }

    @Test("an import that has read a contact as known ends before it is erased")
    func duringImport() throws {
        let desk = try Desk()
        let rin = rin
        let file = ImportedFile(.contacts, desk.news, [ImportedFile.row(rin)])
        try desk.store.connection.execute("BEGIN")
        var declaration = RunDeclaration(
            list: file.list, source: try desk.store.source(named: "crm"), mode: .contacts, actor: "test")
        declaration.basis = .consent
        let run = try desk.store.beginRun(declaration)
        let rows = try desk.store.stage(source: declaration.source) { try $0.write(file.rows[0], run: run) }
        _ = try desk.store.planRun(run, rows: rows)
        let erasure = Background(desk.database.application) { connection in
            try Store(connection).erase(rin, actor: "test").contacts
        }
        try desk.database.waitUntilSomebodyWaits()
        try desk.store.applyRun(run)
        try desk.store.connection.execute("COMMIT")
        #expect(try erasure.value() == 1)
        #expect(try remains(desk) == 0)
    }

    /// Rows that hold data of the person.
    private func remains(_ desk: Desk) throws -> Int {
        try desk.store.connection.first(
            """
            SELECT (SELECT count(*) FROM contacts WHERE contact_id = \(rin))
                 + (SELECT count(*) FROM contact_changes WHERE contact_id = \(rin))
                 + (SELECT count(*) FROM consent_evidence WHERE contact_id = \(rin))
                 + (SELECT count(*) FROM delivery_events WHERE contact_id = \(rin) AND detail <> '{}')
                 + (SELECT count(*) FROM staged_contacts WHERE contact_id = \(rin)) AS rows
            """
        ) { row in try row.get("rows", as: Int.self) }!
    }
}
