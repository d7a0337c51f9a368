import Consent
import Postgres
import SQL
import Store
import TestSupport
import Testing

/// One file with contacts, opt-outs and suppressions, as another tool exports it.
@Suite struct MixedImportTests {
    private let people = (51...56).map { Desk.person(UInt64($0)) }

    @Test("each row does what it is, and each is counted once; the same file again adds nothing")
    func kinds() throws {
        let desk = try Desk()
        try ImportedFile.of("old", desk.news, [ImportedFile.row(people[1])]).imported(by: desk.store)
        let file = ImportedFile.of("tool", desk.news, rows())
        let plan = try file.imported(by: desk.store).plan
        #expect((plan.rows, plan.added, plan.updated, plan.removed, plan.subscribed) == (4, 3, 1, 1, 1))
        #expect(plan.lines == 4)
        #expect(
            try people[0...3].map { try desk.reason($0, desk.news) } == [
                "subscribed", "opted_out", "bounced", "suppressed",
            ])
        #expect(try desk.reason(people[3], desk.bills) == "suppressed")
        #expect(try desk.store.contact(people[2]) == nil, "of who is not mailed only that is kept")
        let again = try file.imported(by: desk.store).plan
        #expect((again.rows, again.unchanged, again.lines) == (4, 4, 0))
        #expect(try desk.differences() == [])
    }

    @Test("a no is never dropped, whatever other rows say of the same person, in any order")
    func noBeatsContact() throws {
        for order in [[0, 1], [1, 0]] {
            let desk = try Desk()
            let rows = [no(people[0]), ImportedFile.row(people[0], name: "甲")]
            let plan = try ImportedFile.of("tool", desk.news, order.map { rows[$0] }).imported(by: desk.store).plan
            #expect((plan.rows, plan.duplicates, plan.added, plan.subscribed) == (2, 1, 1, 0))
            #expect(try desk.reason(people[0], desk.news) == "opted_out")
            #expect(try desk.store.contact(people[0])?.name == "甲")
            #expect(try desk.differences() == [])
        }
    }

    @Test("an opt-out and two suppressions of one person count as one row and all hold")
    func everyKindOfOne() throws {
        let desk = try Desk()
        let rows = [
            no(people[0]), barred(people[0], .bounced), barred(people[0], .manual), ImportedFile.row(people[0]),
        ]
        let plan = try ImportedFile.of("tool", desk.news, rows).imported(by: desk.store).plan
        #expect((plan.rows, plan.duplicates, plan.added, plan.lines) == (4, 3, 1, 4))
        #expect(try desk.reason(people[0], desk.events) == "bounced")
        #expect(try desk.reason(people[0], desk.news) == "opted_out")
        #expect(try desk.differences() == [])
    }

    @Test("a suppression released since is not renewed by the same old file, and counts for the address as given too")
    func released() throws {
        let desk = try Desk()
        var row = barred(people[0], .bounced)
        row.asGiven = people[1]
        let file = ImportedFile.of("tool", desk.news, [row])
        #expect(try file.imported(by: desk.store).plan.rows == 1)
        for person in people[0...1] {
            #expect(try desk.reason(person, desk.news) == "bounced")
            var line = ConsentLine(
                contact: person, list: .allMarketing, kind: .released, actor: "test", method: .operator)
            line.basis = "bounced"
            _ = try desk.store.append([line])
        }
        #expect(try file.imported(by: desk.store).plan.lines == 0)
        #expect(try desk.reason(people[0], desk.news) == "none")
    }

    @Test("such a run is taken back with a reason only, and nothing of it is left")
    func takenBack() throws {
        let desk = try Desk()
        let run = try ImportedFile.of("tool", desk.news, rows()).imported(by: desk.store).run
        #expect(throws: PostgresError.refused(sqlState: "MB006", constraint: nil)) {
            try desk.store.undo(run, actor: "test")
        }
        let undone = try desk.store.undo(run, actor: "test", includingNos: true, reason: "another list's file")
        #expect((undone.people, undone.contactsRemoved) == (4, 1))
        #expect(try people[0...3].allSatisfy { try desk.reason($0, desk.news) == "none" })
        #expect(try desk.differences() == [])
    }

    @Test("an import, a file with every status and clicks at once end without a deadlock, and no no is lost")
    func amidClicks() throws {
        let desk = try Desk()
        let crowd = (1...150).map { Desk.person($0) }
        let rows = crowd.enumerated().map { index, person in
            [ImportedFile.row(person), no(person), barred(person, .bounced)][index % 3]
        }
        let list = desk.news.id
        let clicks = Background(desk.database.application) { connection in
            for start in stride(from: 0, to: 150, by: 10) {
                _ = try Store(connection).append(
                    crowd[start..<start + 10].reversed().map {
                        ConsentLine(contact: $0, list: list, kind: .optedOut, actor: "test", method: .oneClick)
                    })
            }
        }
        let events = desk.events
        let other = Background(desk.database.application) { connection in
            try ImportedFile.of("crm", events, crowd.reversed().map { ImportedFile.row($0) })
                .imported(by: Store(connection)).run
        }
        try ImportedFile.of("tool", desk.news, rows).imported(by: desk.store)
        try clicks.value()
        _ = try other.value()
        #expect(try crowd.allSatisfy { try desk.reason($0, desk.news) == "opted_out" })
        #expect(try desk.differences() == [])
    }

    @Test("two runs of different lists go on side by side")
    func sideBySide() throws {
        let desk = try Desk()
        try desk.store.connection.execute("BEGIN")
        try ImportedFile.of("tool", desk.news, rows()).imported(by: desk.store)
        let events = desk.events
        let people = people
        let other = Background(desk.database.application) { connection in
            try ImportedFile.of("crm", events, [ImportedFile.row(people[5])]).imported(by: Store(connection)).plan
        }
        #expect(try other.value().added == 1)
        try desk.store.connection.execute("COMMIT")
    }

    private func rows() -> [StagedContact] {
        [ImportedFile.row(people[0]), no(people[1]), barred(people[2], .bounced), barred(people[3], .manual)]
    }

    private func no(_ person: ContactID) -> StagedContact {
        var row = ImportedFile.row(person)
        row.kind = .optOut
        return row
    }

    private func barred(_ person: ContactID, _ reason: StagedContact.Suppression) -> StagedContact {
        var row = ImportedFile.row(person)
        row.kind = .suppression(reason)
        return row
    }
}
