import Consent
import Postgres
import SQL

/// A part of what a purge takes: the people for whom the same cause and the same law count.
package struct PurgePart: Sendable {
    /// `unconfirmed` or `kept long enough`.
    package let cause: String
    package let jurisdiction: String
    /// For how long past the last mail and the last word the record was kept, such as `3 years`.
    package let keep: String
    package let counts: PurgeCounts
}

/// What a purge took out.
package struct PurgeCounts: Sendable, Equatable {
    package var people = 0
    package var contacts = 0
    /// Lines of the ledger of which the leaf hash is left.
    package var lines = 0
    package var evidence = 0
    /// People who said something, or whose data changed, after the plan was made.
    package var spared = 0

    package init() {}

    package static func + (one: Self, other: Self) -> Self {
        var sum = one
        sum.people += other.people
        sum.contacts += other.contacts
        sum.lines += other.lines
        sum.evidence += other.evidence
        sum.spared += other.spared
        return sum
    }
}

extension Store {
    /// Begins a purge: its run.
    ///
    /// - Parameter isDry: as of `beginRun`.
    package func beginPurge(actor: String, isDry: Bool = false) throws -> Int64 {
        let own = RunNumber(isDry: isDry)
        let run = try connection.first(
            """
            INSERT INTO runs (\(own.column)kind, mode, actor)
            \(own.override) VALUES (\(own.value)'purge', 'void', \(actor)) RETURNING run_id
            """
        ) { row in try row.get("run_id", as: Int64.self) }
        guard let run else { throw PostgresError.unexpected(column: "run_id", wanted: "a number") }
        return run
    }

    /// Decides what a purge takes. Records are kept for `years` at least, three at the fewest.
    package func planPurge(_ run: Int64, keepingYears years: Int) throws -> [PurgePart] {
        try connection.map(
            """
            SELECT cause, jurisdiction, replace(keep::text, 'mons', 'months') AS keep, people, contacts, lines, evidence
              FROM plan_purge(\(run), \(Int32(years)))
            """
        ) { row in
            PurgePart(
                cause: try row.get("cause"), jurisdiction: try row.get("jurisdiction"), keep: try row.get("keep"),
                counts: try PurgeCounts(row))
        }
    }

    /// Carries the plan out for the next people. Nil at its end.
    package func applyPurge(_ run: Int64, people: Int) throws -> PurgeCounts? {
        try connection.first(
            "SELECT people, contacts, lines, evidence, spared FROM apply_purge(\(run), \(Int32(people)))"
        ) { row in
            var counts = try PurgeCounts(row)
            counts.spared = try row.get("spared")
            return counts
        }
    }
}

extension PurgeCounts {
    fileprivate init(_ row: borrowing Row) throws {
        people = try row.get("people")
        contacts = try row.get("contacts")
        lines = try row.get("lines")
        evidence = try row.get("evidence")
    }
}
