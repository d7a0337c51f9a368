package import Consent
import Postgres
import SQL

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

    /// Keeps others from changing segments until the end of the transaction: an expression may ask other segments.
    package func reserveSegments() throws {
        try connection.execute("LOCK TABLE segments IN SHARE ROW EXCLUSIVE MODE")
    }

    /// Gives a segment and its snapshots another name. Throws `unknownSegment` or `segmentExists`.
    package func renameSegment(_ old: String, to new: String) throws {
        do {
            let renamed = try connection.execute(
                "UPDATE segments SET name = \(new), updated_at = now() WHERE name = \(old)")
            guard renamed == 1 else { throw StoreError.unknownSegment(old) }
        } catch PostgresError.refused(sqlState: "23505", constraint: "segments_pkey") {
            throw StoreError.segmentExists(new)
        }
        try connection.execute("UPDATE segment_snapshots SET segment = \(new) WHERE segment = \(old)")
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
