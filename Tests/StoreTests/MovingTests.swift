import Consent
import Postgres
import SQL
import Store
import Testing

/// Design idea 3: a person takes another address.
@Suite struct MovingTests {
    private let old = Desk.person(41)
    private let new = Desk.person(42)
    private let newer = Desk.person(43)

    @Test("a no at the old address counts at the new one, spoken before or after the move", arguments: [true, false])
    func noFollows(before: Bool) throws {
        let desk = try Desk()
        try desk.ground(new, desk.news)
        if before { try desk.no(old, desk.news, at: Desk.at(10)) }
        try move(desk, old, new)
        if !before { try desk.no(old, desk.news) }
        #expect(try desk.reason(new, desk.news) == "opted_out")
        try desk.no(old, nil, method: .erasure)
        #expect(try desk.reason(new, desk.events) == "erased")
        #expect(try desk.differences() == [])
    }

    @Test("a yes of the old address is a ground at the new one and lifts no no spoken there", arguments: [true, false])
    func yesIsAGround(before: Bool) throws {
        let desk = try Desk()
        try desk.no(new, desk.news, at: Desk.at(5))
        for list in [desk.news, desk.events] {
            if before { try desk.confirm(old, list, at: Desk.at(20)) }
        }
        try move(desk, old, new)
        for list in [desk.news, desk.events] {
            if !before { try desk.confirm(old, list, at: Desk.at(20)) }
        }
        #expect(try desk.reason(new, desk.news) == "opted_out")
        let subscription = try desk.store.subscription(of: new, to: desk.events, at: try desk.now())
        #expect(subscription.reason == "subscribed")
        #expect(subscription.deciding?.kind == "asserted")
        #expect(try desk.differences() == [])
    }

    @Test("a yes said just now at the old address is a good ground at the new one")
    func liveYes() throws {
        let desk = try Desk()
        try move(desk, old, new)
        try desk.confirm(old, desk.news)
        #expect(try desk.reason(new, desk.news) == "subscribed")
        #expect(try desk.differences() == [])
    }

    @Test("the old address is not sendable until it is moved back")
    func movedBack() throws {
        let desk = try Desk()
        try desk.ground(old, desk.news)
        try move(desk, old, new)
        #expect(try desk.reason(old, desk.news) == "moved")
        #expect(try desk.reason(new, desk.news) == "subscribed")
        try move(desk, new, old)
        #expect(try desk.reason(old, desk.news) == "subscribed")
        #expect(try desk.reason(new, desk.news) == "moved")
        // And what is said at the address left behind counts here.
        try desk.no(new, desk.news)
        #expect(try desk.reason(old, desk.news) == "opted_out")
        #expect(try desk.differences() == [])
    }

    @Test("a no follows along a chain of moves, and a circle of moves ends")
    func chain() throws {
        let desk = try Desk()
        try desk.ground(old, desk.news)
        try move(desk, old, new)
        try move(desk, new, newer)
        #expect(try desk.reason(newer, desk.news) == "subscribed")
        try desk.no(old, desk.news)
        #expect(try desk.reason(newer, desk.news) == "opted_out")
        try move(desk, newer, old)
        try desk.no(new, desk.events)
        #expect(try desk.reason(old, desk.events) == "opted_out")
        #expect(try desk.differences() == [])
    }

    @Test("a no that an import brings for an old address counts at the new one")
    func importFollows() throws {
        let desk = try Desk()
        try desk.ground(new, desk.news)
        try move(desk, old, new)
        let run = try ImportedFile(.optOut, desk.news, [ImportedFile.row(old)]).imported(by: desk.store).run
        #expect(try desk.reason(new, desk.news) == "opted_out")
        #expect(try desk.store.undo(run, actor: "test", includingNos: true, reason: "wrong file").people == 2)
        #expect(try desk.reason(new, desk.news) == "subscribed")
        #expect(try desk.differences() == [])
    }

    @Test("an address does not move to itself")
    func toItself() throws {
        let desk = try Desk()
        #expect(throws: PostgresError.refused(sqlState: "MB009", constraint: nil)) { try move(desk, old, old) }
    }

    @Test("the new address gets the data of the old one if it is no contact yet, and never of one who was erased")
    func dataFollows() throws {
        let desk = try Desk()
        try ImportedFile(.contacts, desk.news, [ImportedFile.row(old, name: "葵", attributes: #"{"Plan":"pro"}"#)])
            .imported(by: desk.store)
        #expect(try moveWithData(desk, old, new))
        let contact = try #require(try desk.store.contact(new))
        #expect(contact.name == "葵" && contact.attributes == #"{"Plan": "pro"}"#)
        #expect(contact.canonicalAddress == "\(new)@example.com")
        #expect(try moveWithData(desk, new, old) == false)
        _ = try desk.store.erase(newer, actor: "test")
        #expect(try moveWithData(desk, old, newer) == false)
        #expect(try desk.store.contact(newer) == nil)
    }

    @Test(
        "a move that is taken back takes its data along: of an address of which nothing else is known, with the address"
    )
    func dataGoesBack() throws {
        let desk = try Desk()
        try ImportedFile(.contacts, desk.news, [ImportedFile.row(old, name: "葵", attributes: #"{"Plan":"pro"}"#)])
            .imported(by: desk.store)
        #expect(try moveWithData(desk, old, new))
        try takeBackMove(desk, of: old)
        #expect(try desk.store.contact(new) == nil)
        #expect(try desk.store.contact(old)?.name == "葵")
        #expect(try desk.reason(old, desk.news) == "subscribed" && desk.reason(new, desk.news) == "none")
        // Whoever said something there stays, without what was another's.
        #expect(try moveWithData(desk, old, new))
        try desk.no(new, desk.events)
        try takeBackMove(desk, of: new)
        let left = try #require(try desk.store.contact(new))
        #expect(left.name == nil && left.attributes == "{}")
        #expect(try desk.reason(new, desk.events) == "opted_out")
        // What was set by hand stays.
        #expect(try moveWithData(desk, old, newer))
        _ = try desk.store.connection.first("SELECT set_contact(\(newer), '翠', NULL, '{}') AS done") { row in
            try row.get("done", as: Bool.self)
        }
        try takeBackMove(desk, of: old)
        #expect(try desk.store.contact(newer)?.name == "翠")
        #expect(try desk.differences() == [])
    }

    @Test("who was a contact before the move keeps what is theirs when it is taken back")
    func ownDataStays() throws {
        let desk = try Desk()
        let rows = [old, new].map { ImportedFile.row($0, name: "葵", attributes: #"{"Plan":"pro"}"#) }
        try ImportedFile(.contacts, desk.news, rows).imported(by: desk.store)
        #expect(try moveWithData(desk, old, new) == false)
        try takeBackMove(desk, of: old)
        #expect(try desk.store.contact(new)?.name == "葵")
        #expect(try desk.reason(new, desk.news) == "subscribed")
    }

    private func takeBackMove(_ desk: Desk, of person: ContactID) throws {
        let move = try #require(try desk.store.history(of: person).last { $0.kind == "moved" && !$0.isVoided })
        _ = try desk.store.transaction {
            try desk.store.takeBack(
                line: move.event, of: person, actor: "test", includingNos: true, reason: "another person")
        }
    }

    private func moveWithData(_ desk: Desk, _ old: ContactID, _ new: ContactID) throws -> Bool {
        let address = "\(new)@example.com"
        return try desk.store.transaction {
            try desk.store.move(old, to: new, address: address, canonical: address, actor: "test")
        }
    }

    private func move(_ desk: Desk, _ old: ContactID, _ new: ContactID) throws {
        try desk.store.connection.execute("SELECT move_contact(\(old), \(new), 'test')")
    }
}
