import Consent
import Postgres
import Store
import TestSupport
import Testing

/// Design idea 3: what counts when two lines bear the same instant.
@Suite struct TieTests {
    private let saburo = Desk.person(4)

    @Test("a no beats a yes of the same instant, in either order", arguments: [true, false])
    func noBeatsYes(noFirst: Bool) throws {
        let desk = try Desk()
        if noFirst { try desk.no(saburo, desk.news, at: Desk.at(5)) }
        try desk.confirm(saburo, desk.news, at: Desk.at(5))
        if !noFirst { try desk.no(saburo, desk.news, at: Desk.at(5)) }
        #expect(try desk.reason(saburo, desk.news) == "opted_out")
    }

    @Test("a removal beats an assertion of the same instant, in either order", arguments: [true, false])
    func removalBeatsAssertion(removalFirst: Bool) throws {
        let desk = try Desk()
        for kind in removalFirst ? [ConsentLine.Kind.removed, .asserted] : [.asserted, .removed] {
            try desk.ground(saburo, desk.news, at: Desk.at(5), kind: kind)
        }
        #expect(try desk.reason(saburo, desk.news) == "removed")
    }

    @Test("of two assertions the later expiry counts, then the greater event id", arguments: [true, false])
    func assertions(reversed: Bool) throws {
        let desk = try Desk()
        let superuser = try desk.database.superuser()
        func assertion(_ event: UInt64, expires: Int64?, basis: String) -> RawLine {
            var line = RawLine(
                contact: saburo, event: ContactID(high: 0, low: event), list: desk.news.id.rawValue, kind: "asserted",
                at: Desk.at(0))
            line.source = 1
            line.basis = basis
            line.expiresAt = expires.map(Desk.at)
            return line
        }
        let lines = [
            assertion(9, expires: nil, basis: "published"), assertion(2, expires: 10, basis: "notified"),
            assertion(3, expires: 20, basis: "transaction"), assertion(4, expires: 20, basis: "consent"),
        ]
        for line in reversed ? lines.reversed() : lines { try superuser.append([line]) }
        let subscription = try desk.store.subscription(of: saburo, to: desk.news, at: Desk.at(15))
        #expect(subscription.basis == "consent")
        #expect(subscription.deciding?.event == ContactID(high: 0, low: 4))
        #expect(try desk.reason(saburo, desk.news, at: Desk.at(20)) == "basis_expired")
    }
}
