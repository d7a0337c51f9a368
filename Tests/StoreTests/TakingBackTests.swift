import Consent
import Postgres
import SQL
import Store
import TestSupport
import Testing

/// Design idea 3: mistakes are taken back without changing a line.
@Suite struct TakingBackTests {
    private let goro = Desk.person(31)
    private let emi = Desk.person(32)

    @Test("taking back a run folds its people anew; what they said and other sources claim stands")
    func run() throws {
        let desk = try Desk()
        let (run, _) = try ImportedFile(.contacts, desk.news, [goro, emi].map { ImportedFile.row($0) })
            .imported(by: desk.store)
        try desk.ground(goro, desk.news, source: "shop")
        try desk.no(emi, desk.news)
        #expect(try desk.store.undo(run, actor: "test").people == 2)
        #expect(try desk.reason(goro, desk.news) == "subscribed")
        #expect(try desk.reason(emi, desk.news) == "opted_out")
        #expect(try desk.differences() == [])
        #expect(try desk.lines() == 6)
        // Import again: a voiding is never voided.
        try ImportedFile(.contacts, desk.news, [ImportedFile.row(goro)]).imported(by: desk.store)
        #expect(try desk.differences() == [])
    }

    @Test("runs of one source are taken back newest first; another source's run is no obstacle")
    func newestFirst() throws {
        let desk = try Desk()
        var file = ImportedFile(.contacts, desk.news, [ImportedFile.row(goro)])
        let first = try file.imported(by: desk.store).run
        file.basis = .consent
        let second = try file.imported(by: desk.store).run
        file.source = "shop"
        try file.imported(by: desk.store)
        #expect(throws: StoreError.newerRuns([second])) {
            try desk.store.undo(first, actor: "test")
        }
        #expect(try desk.store.undo(second, actor: "test").people == 1)
        #expect(try basis(desk, "crm") == "transaction")
        #expect(try desk.store.undo(first, actor: "test").people == 1)
        #expect(try basis(desk, "crm") == nil)
        #expect(try desk.reason(goro, desk.news) == "subscribed")
        #expect(try desk.differences() == [])
    }

    @Test("a run that recorded nos needs a reason and the explicit flag", arguments: [nil, "", "  "])
    func runWithNos(reason: String?) throws {
        let desk = try Desk()
        let run = try ImportedFile(.optOut, desk.news, [ImportedFile.row(goro)]).imported(by: desk.store).run
        for (flag, given) in [(false, "wrong file"), (true, reason)] {
            #expect(throws: PostgresError.refused(sqlState: "MB006", constraint: nil)) {
                try desk.store.undo(run, actor: "test", includingNos: flag, reason: given)
            }
        }
        #expect(try desk.reason(goro, desk.news) == "opted_out")
        #expect(try desk.store.undo(run, actor: "test", includingNos: true, reason: "wrong file").people == 1)
        #expect(try desk.reason(goro, desk.news) == "none")
        #expect(try desk.differences() == [])
    }

    @Test("one line is taken back; a second time adds nothing; a voiding is never voided")
    func oneLine() throws {
        let desk = try Desk()
        try desk.no(goro, desk.news, at: Desk.at(10))
        let wrong = try desk.no(goro, desk.news, at: Desk.at(20), method: .complaint)
        #expect(try desk.reason(goro, desk.news) == "complained")
        try takeBack(desk, wrong.event)
        #expect(try desk.reason(goro, desk.news) == "opted_out")
        #expect(try desk.operatorYes(goro, desk.news, at: Desk.at(15)).outcome == .appended)
        try takeBack(desk, wrong.event)
        #expect(try desk.lines(of: goro) == 4)
        let voiding = try #require(try desk.store.history(of: goro).first { $0.kind == "voided" })
        #expect(throws: PostgresError.refused(sqlState: "MB008", constraint: nil)) {
            try takeBack(desk, voiding.event)
        }
        #expect(try desk.store.history(of: goro).filter(\.isVoided).map(\.event) == [wrong.event])
        #expect(try desk.differences() == [])
    }

    @Test("a no taken back at an old address is taken back where it followed to")
    func followers() throws {
        let desk = try Desk()
        let third = Desk.person(33)
        try desk.ground(goro, desk.news)
        try move(desk, goro, emi)
        try move(desk, emi, third)
        let no = try desk.no(goro, desk.news)
        #expect(try desk.reason(third, desk.news) == "opted_out")
        try takeBack(desk, no.event)
        #expect(try desk.reason(third, desk.news) == "subscribed")
        #expect(try desk.differences() == [])
    }

    @Test("taking back a move line folds the links anew")
    func moveLine() throws {
        let desk = try Desk()
        try desk.ground(goro, desk.news)
        try move(desk, goro, emi)
        #expect(try desk.reason(goro, desk.news) == "moved")
        let moved = try #require(try desk.store.history(of: goro).first { $0.kind == "moved" })
        try takeBack(desk, moved.event)
        #expect(try desk.reason(goro, desk.news) == "subscribed")
        #expect(try desk.differences() == [])
    }

    @Test("the reason for taking a line back is evidence of the voiding")
    func reasonIsKept() throws {
        let desk = try Desk()
        let no = try desk.no(goro, desk.news)
        #expect(throws: PostgresError.refused(sqlState: "MB006", constraint: nil)) {
            try desk.store.takeBack(line: no.event, of: goro, actor: "test", includingNos: true, reason: " ")
        }
        _ = try desk.store.takeBack(line: no.event, of: goro, actor: "test", includingNos: true, reason: "a slip")
        let voiding = try #require(try desk.store.history(of: goro).first { $0.kind == "voided" })
        #expect(voiding.evidence == #"{"reason": "a slip"}"#)
    }

    @Test("a mistaken move is taken back at both ends with what it brought along; moving again brings it again")
    func mistakenMove() throws {
        let desk = try Desk()
        try desk.ground(goro, desk.news)
        try desk.confirm(goro, desk.events)
        try move(desk, goro, emi)
        #expect(try desk.reason(emi, desk.events) == "subscribed")
        let no = try desk.no(goro, desk.news)
        let moved = try #require(try desk.store.history(of: goro).first { $0.kind == "moved" })
        #expect(throws: PostgresError.refused(sqlState: "MB006", constraint: nil)) {
            try desk.store.takeBack(line: moved.event, of: goro, actor: "test", includingNos: false, reason: nil)
        }
        try takeBack(desk, moved.event)
        for list in [desk.news, desk.events] { #expect(try desk.reason(emi, list) == "none") }
        #expect(try desk.reason(goro, desk.news) == "opted_out")
        try move(desk, goro, emi)
        #expect(try desk.reason(emi, desk.events) == "subscribed")
        #expect(try desk.reason(emi, desk.news) == "opted_out")
        // What follows for the second time is still what followed from that line.
        try takeBack(desk, no.event)
        #expect(try desk.reason(emi, desk.news) == "subscribed")
        #expect(try desk.differences() == [])
    }

    @Test("a line taken back while a click is under way does not lose the click", arguments: [true, false])
    func lineAgainstClick(clickFirst: Bool) throws {
        let desk = try Desk()
        let (goro, list) = (goro, desk.news.id)
        let wrong = try desk.no(goro, desk.news, at: Desk.at(10))
        let click: @Sendable (Connection) throws -> Void = { connection in
            _ = try Store(connection).append([
                ConsentLine(contact: goro, list: list, kind: .optedOut, actor: "test", method: .oneClick)
            ])
        }
        let void: @Sendable (Connection) throws -> Void = { connection in
            _ = try Store(connection).takeBack(
                line: wrong.event, of: goro, actor: "test", includingNos: true, reason: "a slip")
        }
        try desk.store.connection.execute("BEGIN")
        try (clickFirst ? click : void)(desk.store.connection)
        let other = Background(desk.database.application, clickFirst ? void : click)
        try desk.database.waitUntilSomebodyWaits()
        try desk.store.connection.execute("COMMIT")
        try other.value()
        #expect(try desk.reason(goro, desk.news) == "opted_out")
        #expect(try desk.differences() == [])
    }

    private func takeBack(_ desk: Desk, _ event: ContactID) throws {
        try desk.store.connection.execute(
            "SELECT take_back(NULL, 'test', NULL, \(goro), \(event), true, 'a slip of the clerk')")
    }

    private func move(_ desk: Desk, _ old: ContactID, _ new: ContactID) throws {
        try desk.store.connection.execute("SELECT move_contact(\(old), \(new), 'test')")
    }

    private func basis(_ desk: Desk, _ source: String) throws -> String? {
        try desk.store.connection.first(
            """
            SELECT basis FROM grounds JOIN sources USING (source_id)
             WHERE contact_id = \(goro) AND sources.name = \(source)
            """
        ) { row in try row.get("basis", as: String.self) }
    }
}
