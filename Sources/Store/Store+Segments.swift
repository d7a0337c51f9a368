package import Consent
import Postgres
package import SQL

/// A saved expression.
package struct SavedSegment: Sendable {
    package let name: String
    package let expression: String
    package let updatedAt: Instant
}

extension Store {
    /// Saves an expression under a name, or replaces the one there.
    package func setSegment(_ name: String, expression: String) throws -> SavedSegment {
        try connection.execute(
            """
            INSERT INTO segments (name, expression) VALUES (\(name), \(expression))
            ON CONFLICT ON CONSTRAINT segments_pkey
            DO UPDATE SET expression = EXCLUDED.expression, updated_at = now()
            """)
        return try segment(name)
    }

    /// The segment with a name. Throws `unknownSegment`.
    package func segment(_ name: String) throws -> SavedSegment {
        guard let segment = try segments(where: "name = \(name)").first else { throw StoreError.unknownSegment(name) }
        return segment
    }

    /// All segments by name.
    package func segments() throws -> [SavedSegment] {
        try segments(where: "true")
    }

    /// Forgets a segment. Throws `unknownSegment`.
    package func removeSegment(_ name: String) throws {
        guard try connection.execute("DELETE FROM segments WHERE name = \(name)") == 1 else {
            throw StoreError.unknownSegment(name)
        }
    }

    /// How many contacts a predicate over `contacts c` selects; with a list, how many of those are sendable on it at `at`.
    package func count(_ predicate: Statement, sendableOn list: ListID? = nil, at: Instant) throws -> Int {
        let statement: Statement =
            if let list {
                """
                SELECT count(*) AS count
                  FROM contacts c JOIN subscriptions_at(\(list.rawValue), \(at)) s USING (contact_id)
                 WHERE s.reason = 'subscribed' AND (\(predicate))
                """
            } else {
                "SELECT count(*) AS count FROM contacts c WHERE \(predicate)"
            }
        return try connection.first(statement) { row in try row.get("count", as: Int.self) } ?? 0
    }

    private func segments(where condition: Statement) throws -> [SavedSegment] {
        try connection.map(
            "SELECT name, expression, updated_at FROM segments WHERE \(condition) ORDER BY name"
        ) { row in
            SavedSegment(
                name: try row.get("name"), expression: try row.get("expression"), updatedAt: try row.get("updated_at"))
        }
    }
}
