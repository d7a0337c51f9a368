import Consent
import Postgres
import SQL
import Store
import TestSupport
import Testing

/// The status of one person, as whoever asks for every message gets it.
@Suite("The status of one person") struct SingleStatusTests {
    @Test func `asked alone is the one that everybody's list says`() throws {
        let desk = try Desk()
        let people = (1...9).map { Desk.person($0) }
        for person in people.dropLast() { try desk.ground(person, desk.news) }
        try desk.no(people[0], desk.news)
        try desk.no(people[1], nil)
        try desk.no(people[2], desk.news, method: .complaint)
        try desk.confirm(people[3], desk.news)
        try desk.ground(people[4], desk.news, at: Desk.at(60), kind: .removed)
        try desk.ground(people[5], desk.bills)
        try desk.no(people[8], nil)
        var seen: Set<String> = []
        for list in [desk.news, desk.events, desk.bills] {
            for person in people + [Desk.person(99)] {
                let compared = try desk.store.connection.first(
                    """
                    SELECT a IS NOT DISTINCT FROM b AS same
                      FROM subscriptions_at(\(list.id.rawValue), now(), \(person)) a,
                           subscription_at(\(list.id.rawValue), now(), \(person)) b
                    """
                ) { row in try row.get("same", as: Bool.self) }
                #expect(compared == true, "\(list.slug) \(person)")
                seen.insert(try desk.store.reason(of: person, on: list.id))
            }
        }
        #expect(
            seen.isSuperset(of: ["opted_out", "opted_out_all", "complained", "subscribed", "removed", "none"]),
            "\(seen)")
    }
}
