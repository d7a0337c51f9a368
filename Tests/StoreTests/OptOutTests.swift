import Consent
import Postgres
import SQL
import Store
import Testing

/// Design idea 3: what a person's no does.
@Suite struct OptOutTests {
    private let taro = Desk.person(1)

    @Test("a no is never dropped because the person is already out; each moves the opt-out on")
    func everyNoIsAppended() throws {
        let desk = try Desk()
        try desk.no(taro, desk.news, at: Desk.at(10))
        try desk.no(taro, desk.news, at: Desk.at(20))
        let live = try desk.no(taro, desk.news)
        #expect(live.outcome == .appended)
        #expect(try desk.lines(of: taro) == 3)
        #expect(try optedOutAt(desk) == live.occurredAt)
        // An older yes, found later, lifts none of them.
        try desk.confirm(taro, desk.news, at: Desk.at(15))
        #expect(try desk.reason(taro, desk.news) == "opted_out")
        #expect(try desk.differences() == [])
    }

    @Test("a no for an address never seen is recorded under its id")
    func noOfAStranger() throws {
        let desk = try Desk()
        try desk.no(taro, desk.news)
        #expect(try desk.store.contact(taro) == nil)
        #expect(try desk.reason(taro, desk.news) == "opted_out")
        try desk.ground(taro, desk.news, at: try desk.now())
        #expect(try desk.reason(taro, desk.news) == "opted_out")
    }

    @Test("a no to all mail holds for every marketing list, also for one the person never joined")
    func noToAllMail() throws {
        let desk = try Desk()
        try desk.ground(taro, desk.news)
        try desk.no(taro, nil)
        #expect(try desk.reason(taro, desk.news) == "opted_out_all")
        #expect(try desk.reason(taro, desk.events) == "opted_out_all")
        #expect(try desk.status(taro, desk.events) == "opted_out")
    }

    @Test("transactional lists stand apart from a no to all mail")
    func transactionalListsStandApart() throws {
        let desk = try Desk()
        try desk.ground(taro, desk.bills)
        try desk.no(taro, nil, method: .complaint)
        #expect(try desk.reason(taro, desk.bills) == "subscribed")
        try desk.no(taro, desk.bills)
        #expect(try desk.reason(taro, desk.bills) == "opted_out")
    }

    @Test("a complaint and an erasure are nos to all mail that keep their name")
    func complaintAndErasure() throws {
        let desk = try Desk()
        try desk.ground(taro, desk.news)
        try desk.no(taro, nil, at: Desk.at(10), method: .complaint)
        #expect(try desk.reason(taro, desk.news) == "complained")
        try desk.no(taro, nil, at: Desk.at(20), method: .erasure)
        #expect(try desk.reason(taro, desk.news) == "erased")
        #expect(try desk.reason(taro, desk.events) == "erased")
        // The latest standing no names the reason.
        try desk.no(taro, desk.news, at: Desk.at(30))
        #expect(try desk.reason(taro, desk.news) == "opted_out")
        #expect(try desk.reason(taro, desk.events) == "erased")
    }

    @Test("a complaint is lifted list by list, by the person alone")
    func complaintIsLiftedListByList() throws {
        let desk = try Desk()
        try desk.no(taro, nil, at: Desk.at(10), method: .complaint)
        #expect(try desk.operatorYes(taro, desk.news, at: Desk.at(20)).outcome == .protected)
        #expect(try desk.confirm(taro, desk.news, at: Desk.at(30)).outcome == .appended)
        #expect(try desk.reason(taro, desk.news) == "subscribed")
        #expect(try desk.reason(taro, desk.events) == "complained")
        #expect(try desk.differences() == [])
    }

    @Test("why names the line that decides", arguments: [true, false])
    func whyNamesTheLine(toAllMail: Bool) throws {
        let desk = try Desk()
        try desk.ground(taro, desk.news)
        let no = try desk.no(taro, toAllMail ? nil : desk.news)
        let subscription = try desk.store.subscription(of: taro, to: desk.news, at: try desk.now())
        #expect(subscription.deciding?.event == no.event)
        #expect(subscription.deciding?.method == "one_click")
    }

    private func optedOutAt(_ desk: Desk) throws -> Instant? {
        try desk.store.connection.first(
            "SELECT opted_out_at FROM choices WHERE contact_id = \(taro) AND list_id = \(desk.news.id.rawValue)"
        ) { row in try row.get("opted_out_at", as: Instant.self) }
    }
}
