import Consent
import Postgres
import SQL
import Store
import TestSupport
import Testing

/// Properties of the fold, over random histories. A failing test prints its seed.
@Suite struct HistoryPropertyTests {
    @Test(
        "lines in any order, in any batches, any number of times give the same state",
        arguments: 1...12 as ClosedRange<UInt64>)
    func anyOrder(seed: UInt64) throws {
        let desk = try Desk()
        var history = RandomHistory(seed: seed, lists: [desk.news, desk.events, desk.bills].map(\.id.rawValue))
        let lines = history.lines(60)
        let states = try (0..<3).map { round in
            let connection = try desk.database.superuser()
            try connection.executeScript(
                "TRUNCATE consent_events, choices, grounds, suppressions, links, consent_evidence")
            // Once as it was told, line by line; then in any other way.
            for batch in round == 0 ? lines.map({ [$0] }) : history.batches(of: lines) {
                try connection.append(batch)
                #expect(try desk.differences() == [], "seed \(seed)")
            }
            return try connection.state()
        }
        #expect(try desk.lines() == lines.count, "seed \(seed)")
        #expect(states[1] == states[0], "seed \(seed)")
        #expect(states[2] == states[0], "seed \(seed)")
    }

    @Test("the status of everybody at any time is what the rules say", arguments: 101...125 as ClosedRange<UInt64>)
    func oracle(seed: UInt64) throws {
        let desk = try Desk()
        let lists = [desk.news, desk.events, desk.bills].map(\.id.rawValue)
        var history = RandomHistory(seed: seed, lists: lists)
        let lines = history.lines(50)
        try desk.database.superuser().append(lines)
        let oracle = PlainLedger(lines: lines, marketing: [desk.news.id.rawValue, desk.events.id.rawValue])
        let connection = desk.store.connection
        for list in lists {
            for moment in RandomHistory.moments {
                for row in try standings("subscriptions_at(\(list), \(moment))", connection) {
                    #expect(row.1 == oracle.standing(of: row.0, on: list, at: moment), "seed \(seed), all of \(list)")
                }
                for contact in RandomHistory.people + RandomHistory.movers {
                    let found = try standings("subscriptions_at(\(list), \(moment), \(contact))", connection)
                    let expected = oracle.standing(of: contact, on: list, at: moment)
                    #expect(found.map(\.1) == [expected], "seed \(seed), \(contact) on \(list) at \(moment)")
                }
            }
        }
    }

    private func standings(
        _ source: Statement, _ connection: Connection
    ) throws -> [(ContactID, PlainLedger.Standing)] {
        try connection.map("SELECT contact_id, status, reason FROM \(source)") { row in
            (
                try row.get("contact_id"),
                PlainLedger.Standing(status: try row.get("status"), reason: try row.get("reason"))
            )
        }
    }
}
