import Consent
import Postgres
import SQL
import Store
import TestSupport
import Testing

/// A run taken back: contacts too are as if it had not been, and what others said stands.
@Suite struct UndoTests {
    private let jun = Desk.person(41)
    private let rie = Desk.person(42)

    @Test("contacts that only the run speaks of go; who was known before gets back what the run overwrote")
    func restored() throws {
        let desk = try Desk()
        try crm(desk, [row(jun, #"{"plan": "free", "rank": "A"}"#, name: "淳")])
        let run = try shop(desk, [row(jun, #"{"plan": "pro", "size": "L"}"#, name: "Jun"), row(rie)])
        let undone = try desk.store.undo(run, actor: "test")
        #expect((undone.people, undone.restored, undone.contactsRemoved) == (2, 1, 1))
        #expect(try desk.store.contact(rie) == nil)
        let contact = try #require(try desk.store.contact(jun))
        #expect(contact.name == "淳")
        #expect(contact.attributes == #"{"plan": "free", "rank": "A"}"#)
        #expect(try desk.reason(jun, desk.news) == "subscribed")
        #expect(try desk.reason(rie, desk.news) == "none")
        #expect(try desk.differences() == [])
    }

    @Test("what a later run of another source said stays, attribute by attribute, also where it said the same")
    func laterRunStands() throws {
        let desk = try Desk()
        let first = try crm(desk, [row(jun, #"{"plan": "free", "rank": "A", "city": "津"}"#)])
        try shop(desk, [row(jun, #"{"plan": "pro", "rank": "A"}"#)])
        #expect(try desk.store.undo(first, actor: "test").contactsRemoved == 0)
        #expect(try attributes(desk) == #"{"plan": "pro", "rank": "A"}"#)
    }

    @Test("a run taken back after a later one brings nothing back that was taken back before it")
    func inAnyOrderOfSources() throws {
        for order in [[0, 1], [1, 0]] {
            let desk = try Desk()
            try ImportedFile.of("base", desk.news, [row(jun, #"{"plan": "free"}"#)]).imported(by: desk.store)
            let runs = [
                try crm(desk, [row(jun, #"{"plan": "pro", "x": "1"}"#)]),
                try shop(desk, [row(jun, #"{"plan": "max"}"#)]),
            ]
            for index in order { _ = try desk.store.undo(runs[index], actor: "test") }
            #expect(try attributes(desk) == #"{"plan": "free"}"#)
        }
    }

    @Test("a contact of the run whose person has spoken since stays, without what the run alone said of it")
    func personHasSpoken() throws {
        let desk = try Desk()
        let run = try crm(desk, [row(jun, #"{"plan": "free"}"#, name: "淳")])
        try desk.no(jun, desk.news)
        #expect(try desk.store.undo(run, actor: "test").contactsRemoved == 0)
        let contact = try #require(try desk.store.contact(jun))
        #expect(contact.name == nil)
        #expect(contact.attributes == "{}")
        #expect(try desk.reason(jun, desk.news) == "opted_out")
        #expect(try desk.differences() == [])
    }

    @Test("a contact that a hand changed since is left as it is")
    func changedByHand() throws {
        let desk = try Desk()
        let run = try crm(desk, [row(jun, #"{"plan": "free"}"#)])
        try desk.database.superuser().execute(
            "UPDATE contacts SET name = '手', data_digest = NULL, updated_at = clock_timestamp()")
        #expect(try desk.store.undo(run, actor: "test").contactsRemoved == 0)
        #expect(try desk.store.contact(jun)?.name == "手")
        #expect(try attributes(desk) == #"{"plan": "free"}"#)
    }

    @Test("after an undo the same file is new again")
    func importedAgain() throws {
        let desk = try Desk()
        let file = ImportedFile.of("crm", desk.news, [row(jun, #"{"plan": "free"}"#)])
        try ImportedFile.of("shop", desk.news, [row(jun)]).imported(by: desk.store)
        let run = try file.imported(by: desk.store).run
        _ = try desk.store.undo(run, actor: "test")
        #expect(try attributes(desk) == "{}")
        #expect(try file.imported(by: desk.store).plan.updated == 1)
        #expect(try attributes(desk) == #"{"plan": "free"}"#)
    }

    @Test("an undo, a run taken back and a run that is none are refused")
    func refused() throws {
        let desk = try Desk()
        let run = try crm(desk, [row(jun)])
        let undo = try desk.store.undo(run, actor: "test").run
        #expect(throws: StoreError.notARun(undo, kind: "undo")) { try desk.store.undo(undo, actor: "test") }
        #expect(throws: StoreError.runUndone(run, by: undo)) { try desk.store.undo(run, actor: "test") }
        #expect(throws: StoreError.unknownRun(99)) { try desk.store.undo(99, actor: "test") }
    }

    @Test("no undo beside a bulk run, and no bulk run beside an undo")
    func alone() throws {
        let desk = try Desk()
        let run = try crm(desk, [row(jun)])
        let other = try desk.database.store()
        let declaration = RunDeclaration(list: desk.events, source: 0, mode: .contacts, actor: "test")
        try other.transaction {
            _ = try other.beginRun(declaration)
            #expect(throws: StoreError.runsBusy) { try desk.store.undo(run, actor: "test") }
        }
        try other.transaction {
            try other.connection.execute("SELECT reserve_all_lists()")
            #expect(throws: StoreError.listBusy("news")) {
                try desk.store.transaction {
                    try desk.store.beginRun(
                        RunDeclaration(list: desk.news, source: 0, mode: .contacts, actor: "test"))
                }
            }
        }
    }

    @Test("clicks amid an undo are all kept")
    func amidClicks() throws {
        let desk = try Desk()
        let people = (1...200).map { Desk.person($0) }
        let run = try crm(desk, people.map { row($0) })
        let list = desk.news.id
        let clicks = (0..<2).map { lane in
            Background(desk.database.application) { connection in
                for start in stride(from: lane * 100, to: lane * 100 + 100, by: 10) {
                    _ = try Store(connection).append(
                        people[start..<start + 10].reversed().map {
                            ConsentLine(contact: $0, list: list, kind: .optedOut, actor: "test", method: .oneClick)
                        })
                }
            }
        }
        _ = try desk.store.undo(run, actor: "test")
        for click in clicks { try click.value() }
        #expect(try people.allSatisfy { try desk.reason($0, desk.news) == "opted_out" })
        #expect(try desk.differences() == [])
    }

    private func row(_ person: ContactID, _ attributes: String = "{}", name: String? = nil) -> StagedContact {
        ImportedFile.row(person, name: name, attributes: attributes)
    }

    @discardableResult
    private func crm(_ desk: Desk, _ rows: [StagedContact]) throws -> Int64 {
        try ImportedFile.of("crm", desk.news, rows).imported(by: desk.store).run
    }

    @discardableResult
    private func shop(_ desk: Desk, _ rows: [StagedContact]) throws -> Int64 {
        try ImportedFile.of("shop", desk.news, rows).imported(by: desk.store).run
    }

    private func attributes(_ desk: Desk) throws -> String? { try desk.store.contact(jun)?.attributes }
}

extension ImportedFile {
    static func of(_ source: String, _ list: MailingList, _ rows: [StagedContact]) -> ImportedFile {
        var file = ImportedFile(.contacts, list, rows)
        file.source = source
        return file
    }
}
