import Consent
import Store
import Testing

/// Files of opt-outs and of people's own opt-ins.
@Suite struct ChoiceImportTests {
    private let kyoko = Desk.person(21)
    private let ken = Desk.person(22)

    @Test("an undated no counts from when its source first showed it; the same file twice adds nothing")
    func undatedNo() throws {
        let desk = try Desk()
        let file = ImportedFile(.optOut, desk.news, [ImportedFile.row(kyoko)])
        let before = try desk.now()
        let first = try file.imported(by: desk.store).plan
        #expect((first.added, first.removed, first.lines) == (1, 0, 1), "nobody was subscribed who could be removed")
        let no = try desk.store.history(of: kyoko)[0]
        #expect(no.occurredAt >= before)
        // The person comes back; the old file is no new no.
        try desk.confirm(kyoko, desk.news)
        let second = try file.imported(by: desk.store).plan
        #expect((second.unchanged, second.lines, second.removed) == (1, 0, 0))
        #expect(try desk.reason(kyoko, desk.news) == "subscribed")
        // From another source it is one.
        var other = file
        other.source = "call centre"
        #expect(try other.imported(by: desk.store).plan.removed == 1)
        #expect(try desk.reason(kyoko, desk.news) == "opted_out")
        #expect(try desk.differences() == [])
    }

    @Test("a dated no is appended also when the person is already out")
    func datedNo() throws {
        let desk = try Desk()
        try desk.no(kyoko, desk.news, at: Desk.at(50))
        let file = ImportedFile(.optOut, desk.news, [ImportedFile.row(kyoko, at: Desk.at(10))])
        let plan = try file.imported(by: desk.store).plan
        #expect((plan.unchanged, plan.removed, plan.lines) == (1, 0, 1))
        #expect(try desk.lines(of: kyoko) == 2)
        #expect(try file.imported(by: desk.store).plan.lines == 0)
        let later = ImportedFile(.optOut, desk.news, [ImportedFile.row(kyoko, at: Desk.at(90))])
        #expect(try later.imported(by: desk.store).plan.lines == 1)
        try desk.confirm(kyoko, desk.news, at: Desk.at(80))
        #expect(try desk.reason(kyoko, desk.news) == "opted_out")
    }

    @Test("a no dated ahead counts from the run")
    func futureNo() throws {
        let desk = try Desk()
        let ahead = try desk.now().advanced(byMicroseconds: 86_400_000_000)
        try ImportedFile(.optOut, desk.news, [ImportedFile.row(kyoko, at: ahead)]).imported(by: desk.store)
        #expect(try desk.store.history(of: kyoko)[0].occurredAt <= desk.now())
    }

    @Test("a no is recorded for the address as given and as repaired, and the row is counted once")
    func asGiven() throws {
        let desk = try Desk()
        let file = ImportedFile(.optOut, desk.news, [ImportedFile.row(kyoko, asGiven: ken)])
        let plan = try file.imported(by: desk.store).plan
        #expect(try desk.reason(kyoko, desk.news) == "opted_out")
        #expect(try desk.reason(ken, desk.news) == "opted_out")
        #expect((plan.rows, plan.duplicates, plan.added, plan.removed, plan.lines) == (1, 0, 1, 0, 2))
        // Where the address as given has a row of its own, that row counts.
        let both = [ImportedFile.row(kyoko, asGiven: ken), ImportedFile.row(ken)]
        #expect(try ImportedFile(.optOut, desk.events, both).imported(by: desk.store).plan.added == 2)
    }

    @Test("an opt-in of a file lifts a no only with leave, a date later than the no, and never a complaint")
    func optIns() throws {
        let desk = try Desk()
        try desk.no(kyoko, desk.news, at: Desk.at(10))
        try desk.no(ken, nil, at: Desk.at(10), method: .complaint)
        var file = ImportedFile(.optIn, desk.news, [kyoko, ken].map { ImportedFile.row($0, at: Desk.at(20)) })
        var plan = try file.imported(by: desk.store).plan
        #expect((plan.protected, plan.lifted, plan.lines) == (2, 0, 0))
        file.allowLift = true
        file.rows = [kyoko, ken].map { ImportedFile.row($0) }
        plan = try file.imported(by: desk.store).plan
        #expect((plan.protected, plan.lifted) == (2, 0), "without a date nothing says that it is later")
        file.rows = [kyoko, ken].map { ImportedFile.row($0, at: Desk.at(20)) }
        plan = try file.imported(by: desk.store).plan
        #expect((plan.protected, plan.lifted, plan.lines) == (1, 1, 1))
        #expect(try desk.reason(kyoko, desk.news) == "subscribed")
        #expect(try desk.reason(ken, desk.news) == "complained")
        #expect(try desk.store.contact(ken) == nil)
        #expect(try desk.differences() == [])
    }

    @Test("an opt-in older than the no is history; of the erased nothing is stored")
    func oldOptIns() throws {
        let desk = try Desk()
        try desk.no(kyoko, desk.news, at: Desk.at(30))
        try desk.no(ken, nil, at: Desk.at(30), method: .erasure)
        var file = ImportedFile(.optIn, desk.news, [kyoko, ken].map { ImportedFile.row($0, at: Desk.at(20)) })
        file.allowLift = true
        let plan = try file.imported(by: desk.store).plan
        #expect((plan.protected, plan.lines) == (2, 1))
        #expect(try desk.lines(of: ken) == 1)
        #expect(try desk.reason(kyoko, desk.news) == "opted_out")
    }

    @Test("an opt-in under a suppression is protected, and is appended")
    func suppressedOptIn() throws {
        let desk = try Desk()
        var line = ConsentLine(contact: kyoko, list: .allMarketing, kind: .suppressed, actor: "test", method: .operator)
        line.basis = "manual"
        _ = try desk.store.append([line])
        let plan = try ImportedFile(.optIn, desk.news, [ImportedFile.row(kyoko)]).imported(by: desk.store).plan
        #expect((plan.protected, plan.lines, plan.subscribed) == (1, 1, 0))
    }
}
