import Consent
import Foundation
import Postgres
import SQL
import Store
import TestSupport
import Testing

/// Properties of the fold, over random histories. A failing test prints its seed.
@Suite struct HistoryPropertyTests {
    private static let tables =
        "TRUNCATE consent_events, choices, grounds, suppressions, links, consent_evidence, contacts, contact_changes"

    @Test(
        "lines in any order, in any batches, any number of times give the same state",
        arguments: Histories.seeds(from: 1, 12))
    func anyOrder(seeds: ClosedRange<UInt64>) throws {
        let desk = try Desk()
        let connection = try desk.database.superuser()
        for seed in seeds {
            var history = RandomHistory(seed: seed, lists: [desk.news, desk.events, desk.bills].map(\.id.rawValue))
            let lines = history.lines(60)
            let states = try (0..<3).map { round in
                try connection.executeScript(Self.tables)
                // Once as it was told, line by line; then in any other way.
                for (number, batch) in (round == 0 ? lines.map { [$0] } : history.batches(of: lines)).enumerated() {
                    try connection.append(batch)
                    if number.isMultiple(of: 8) { #expect(try desk.differences() == [], "seed \(seed)") }
                }
                #expect(try desk.differences() == [], "seed \(seed)")
                return try connection.state()
            }
            #expect(try desk.lines() == lines.count, "seed \(seed)")
            #expect(states[1] == states[0], "seed \(seed)")
            #expect(states[2] == states[0], "seed \(seed)")
        }
    }

    @Test("the status of everybody at any time is what the rules say", arguments: Histories.seeds(from: 1_000, 1_500))
    func oracle(seeds: ClosedRange<UInt64>) throws {
        let desk = try Desk()
        let lists = [desk.news, desk.events, desk.bills].map(\.id.rawValue)
        let connection = try desk.database.superuser()
        for seed in seeds {
            try connection.executeScript(Self.tables)
            var history = RandomHistory(seed: seed, lists: lists)
            let lines = history.lines(50)
            try connection.append(lines)
            let oracle = PlainLedger(lines: lines, marketing: [desk.news.id.rawValue, desk.events.id.rawValue])
            for answer in try Standings.ofEach(RandomHistory.people + RandomHistory.movers, on: lists, connection) {
                let expected = oracle.standing(of: answer.contact, on: answer.list, at: answer.moment)
                #expect(answer.standing == expected, "seed \(seed), \(answer)")
                #expect(
                    answer.folded(from: lines, transactional: desk.bills.id.rawValue) == expected,
                    "seed \(seed), \(answer), folded without the database")
            }
            for answer in try Standings.ofAll(on: lists, connection) {
                let expected = oracle.standing(of: answer.contact, on: answer.list, at: answer.moment)
                #expect(answer.standing == expected, "seed \(seed), all: \(answer)")
            }
        }
    }
}

/// How many random histories a test tells. `HISTORIES=10 make test` tells ten times as many.
enum Histories {
    private static let factor = ProcessInfo.processInfo.environment["HISTORIES"].flatMap(UInt64.init) ?? 1

    /// `count` seeds in at most 24 stretches, so that a stretch shares a database.
    static func seeds(from first: UInt64, _ count: UInt64) -> [ClosedRange<UInt64>] {
        let all = count * factor
        let stretch = (all + 23) / 24
        return stride(from: first, to: first + all, by: UInt64.Stride(stretch)).map { start in
            start...min(start + stretch, first + all) - 1
        }
    }
}

/// What the database answers, for many people, lists and moments in one statement.
enum Standings {
    struct Answer: CustomStringConvertible {
        let contact: ContactID
        let list: Int32
        let moment: Instant
        let standing: PlainLedger.Standing

        var description: String { "\(contact) on \(list) at \(moment)" }

        /// The same by the fold of the domain, from the lines alone. `transactional` is the one list that is.
        func folded(from lines: [RawLine], transactional: Int32) -> PlainLedger.Standing {
            let state = PersonState(folding: lines.filter { $0.contact == contact }.map(\.consentEvent))
            let found = state.standing(
                on: ListID(rawValue: list), of: list == transactional ? .transactional : .marketing, at: moment,
                under: [:])
            return PlainLedger.Standing(status: found.status.rawValue, reason: found.reason.rawValue)
        }
    }

    static func ofEach(
        _ people: [ContactID], on lists: [Int32], at moments: [Instant] = RandomHistory.moments,
        _ connection: Connection
    ) throws -> [Answer] {
        try answers(
            """
            \(places(lists, moments)), unnest(\(Bind.contacts(people))) p, LATERAL subscriptions_at(l::integer, m, p) s
            """, connection)
    }

    static func ofAll(on lists: [Int32], _ connection: Connection) throws -> [Answer] {
        try answers("\(places(lists, RandomHistory.moments)), LATERAL subscriptions_at(l::integer, m) s", connection)
    }

    private static func places(_ lists: [Int32], _ moments: [Instant]) -> Statement {
        """
        unnest(\(Bind.texts(lists.map(String.init)))) l,
        unnest(\(Bind.texts(moments.map(\.description)))::timestamptz[]) m
        """
    }

    private static func answers(_ source: Statement, _ connection: Connection) throws -> [Answer] {
        try connection.map("SELECT s.contact_id, l, m, s.status, s.reason FROM \(source)") { row in
            Answer(
                contact: try row.get("contact_id"), list: Int32(try row.get("l", as: Int32.self)),
                moment: try row.get("m"),
                standing: PlainLedger.Standing(status: try row.get("status"), reason: try row.get("reason")))
        }
    }
}
