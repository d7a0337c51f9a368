import Consent
import Store
import Testing

/// Design idea 3: what suppressions and pauses do.
@Suite struct SuppressionTests {
    private let shiro = Desk.person(5)

    @Test("a suppression holds for every list while it is not released, and ends with the release")
    func suppression() throws {
        let desk = try Desk()
        for list in [desk.news, desk.bills] { try desk.ground(shiro, list) }
        try suppress(desk, .suppressed, "bounced", at: 10)
        #expect(try desk.reason(shiro, desk.news) == "bounced")
        #expect(try desk.reason(shiro, desk.bills) == "bounced")
        try suppress(desk, .released, "bounced", at: 5)
        #expect(try desk.reason(shiro, desk.news) == "bounced")
        try suppress(desk, .released, "bounced", at: 10)
        #expect(try desk.reason(shiro, desk.news) == "bounced")  // at equal instants the suppression holds
        try suppress(desk, .released, "bounced", at: 11)
        #expect(try desk.reason(shiro, desk.news) == "subscribed")
    }

    @Test("one reason is released without the other")
    func reasonsStandApart() throws {
        let desk = try Desk()
        try desk.ground(shiro, desk.news)
        try suppress(desk, .suppressed, "bounced", at: 10)
        try suppress(desk, .suppressed, "manual", at: 10)
        try suppress(desk, .released, "bounced", at: 20)
        #expect(try desk.reason(shiro, desk.news) == "suppressed")
    }

    @Test("releasing a suppression lifts no no")
    func releaseLiftsNothing() throws {
        let desk = try Desk()
        try desk.ground(shiro, desk.news)
        try suppress(desk, .suppressed, "manual", at: 10)
        try desk.no(shiro, desk.news, at: Desk.at(5))
        try suppress(desk, .released, "manual", at: 20)
        #expect(try desk.reason(shiro, desk.news) == "opted_out")
    }

    @Test("a pause reaches to its end, of one list or of all marketing, and a resume ends it")
    func pauseAndResume() throws {
        let desk = try Desk()
        for list in [desk.news, desk.events, desk.bills] { try desk.ground(shiro, list) }
        try pause(desk, desk.news, at: 10, until: 50)
        #expect(try desk.reason(shiro, desk.news, at: Desk.at(49)) == "paused")
        #expect(try desk.reason(shiro, desk.news, at: Desk.at(50)) == "subscribed")
        #expect(try desk.reason(shiro, desk.events, at: Desk.at(20)) == "subscribed")
        try pause(desk, nil, at: 20, until: 90)
        #expect(try desk.reason(shiro, desk.events, at: Desk.at(60)) == "paused")
        #expect(try desk.reason(shiro, desk.bills, at: Desk.at(60)) == "subscribed")
        try pause(desk, nil, at: 30, until: 30)
        #expect(try desk.reason(shiro, desk.events, at: Desk.at(60)) == "subscribed")
        // The pause of the list alone still stands.
        #expect(try desk.reason(shiro, desk.news, at: Desk.at(40)) == "paused")
        // A live pause without an end is a resume.
        try pause(desk, desk.news, at: nil, until: nil)
        #expect(try desk.reason(shiro, desk.news) == "subscribed")
        #expect(try desk.differences() == [])
    }

    @Test("a slug is never used twice, also not one of an archived list")
    func slugs() throws {
        let desk = try Desk()
        _ = try desk.store.archiveList("news")
        #expect(throws: StoreError.slugTaken("news")) {
            try desk.store.createList(
                slug: "news", name: "News", stream: .marketing, optIn: .single, isPublic: false,
                sender: SenderProfile())
        }
        #expect(try desk.store.list(desk.news.id)?.slug == "news")
    }

    private func suppress(_ desk: Desk, _ kind: ConsentLine.Kind, _ reason: String, at second: Int64) throws {
        var line = ConsentLine(
            contact: shiro, list: .allMarketing, kind: kind, occurredAt: Desk.at(second), actor: "test",
            method: .operator)
        line.basis = reason
        _ = try desk.store.append([line])
    }

    private func pause(_ desk: Desk, _ list: MailingList?, at second: Int64?, until end: Int64?) throws {
        var line = ConsentLine(
            contact: shiro, list: list?.id ?? .allMarketing, kind: .paused, occurredAt: second.map(Desk.at),
            actor: "test", method: .page)
        line.pausedUntil = end.map(Desk.at)
        _ = try desk.store.append([line])
    }
}
