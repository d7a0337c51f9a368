package import Consent
import Postgres
import SQL

/// Who was in a segment at a moment.
package struct SegmentSnapshot: Sendable {
    package let id: Int64
    package let segment: String
    package let expression: String
    package let actor: String
    package let contacts: Int
    package let takenAt: Instant
}

/// One side of a comparison: who was in a snapshot, or whom a query finds now.
package enum ContactSet: Sendable {
    case snapshot(Int64)
    case query(ContactQuery)

    fileprivate var ids: Statement {
        switch self {
        case .snapshot(let id):
            "SELECT unnest(ids) AS contact_id FROM segment_snapshot_contacts WHERE snapshot_id = \(id)"
        case .query(let query): query.ids
        }
    }
}

/// How many contacts differ between two sets.
package struct SetDifference: Sendable, Equatable {
    /// In the second alone.
    package let joined: Int
    /// In the first alone.
    package let left: Int
    /// In both.
    package let stayed: Int
}

extension Store {
    /// Keeps who is in a segment now, in blocks of sorted ids.
    package func takeSnapshot(
        of query: ContactQuery, segment: String, expression: String, actor: String
    ) throws -> SegmentSnapshot {
        try transaction(.repeatableRead) {
            try prepareToSelect()
            let id = try connection.first(
                """
                INSERT INTO segment_snapshots (segment, expression, actor) VALUES (\(segment), \(expression), \(actor))
                RETURNING snapshot_id
                """
            ) { row in try row.get("snapshot_id", as: Int64.self) }
            guard let id else { throw PostgresError.unexpected(column: "snapshot_id", wanted: "a number") }
            try connection.execute(
                """
                INSERT INTO segment_snapshot_contacts (contact_id, snapshot_id, last_id, ids)
                SELECT ids[1], \(id), ids[cardinality(ids)], ids
                  FROM (SELECT array_agg(contact_id ORDER BY contact_id) AS ids
                          FROM (SELECT contact_id, (row_number() OVER (ORDER BY contact_id) - 1) / 4096 AS block
                                  FROM (\(query.ids)) q) n
                         GROUP BY block) b
                 ORDER BY 1
                """)
            try connection.execute(
                """
                UPDATE segment_snapshots
                   SET contacts = (SELECT coalesce(sum(cardinality(ids)), 0)
                                     FROM segment_snapshot_contacts WHERE snapshot_id = \(id))
                 WHERE snapshot_id = \(id)
                """)
            return try snapshot(id)
        }
    }

    /// The snapshot with a number. Throws `unknownSnapshot`.
    package func snapshot(_ id: Int64) throws -> SegmentSnapshot {
        guard let snapshot = try snapshots(where: "snapshot_id = \(id)").first else {
            throw StoreError.unknownSnapshot(id)
        }
        return snapshot
    }

    /// All snapshots, oldest first.
    package func snapshots() throws -> [SegmentSnapshot] {
        try snapshots(where: "true")
    }

    /// Forgets a snapshot. Throws `unknownSnapshot`.
    package func removeSnapshot(_ id: Int64) throws {
        try transaction {
            guard try connection.execute("DELETE FROM segment_snapshots WHERE snapshot_id = \(id)") == 1 else {
                throw StoreError.unknownSnapshot(id)
            }
            try connection.execute("DELETE FROM segment_snapshot_contacts WHERE snapshot_id = \(id)")
        }
    }

    private func snapshots(where condition: Statement) throws -> [SegmentSnapshot] {
        try connection.map(
            """
            SELECT snapshot_id, segment, expression, actor, contacts, taken_at
              FROM segment_snapshots WHERE \(condition) ORDER BY snapshot_id
            """
        ) { row in
            SegmentSnapshot(
                id: try row.get("snapshot_id"), segment: try row.get("segment"),
                expression: try row.get("expression"), actor: try row.get("actor"),
                contacts: try row.get("contacts"), takenAt: try row.get("taken_at"))
        }
    }
}

// Comparing two sets, within a transaction that sees one state of the database.
extension Store {
    /// How many joined and left from the first set to the second.
    package func difference(from first: ContactSet, to second: ContactSet) throws -> SetDifference {
        let difference = try connection.first(
            """
            SELECT count(*) FILTER (WHERE a.contact_id IS NULL) AS joined,
                   count(*) FILTER (WHERE b.contact_id IS NULL) AS left_behind,
                   count(*) FILTER (WHERE a.contact_id = b.contact_id) AS stayed
              FROM (\(first.ids)) a FULL JOIN (\(second.ids)) b ON a.contact_id = b.contact_id
            """
        ) { row in
            SetDifference(
                joined: try row.get("joined"), left: try row.get("left_behind"), stayed: try row.get("stayed"))
        }
        return difference ?? SetDifference(joined: 0, left: 0, stayed: 0)
    }

    /// Opens the stream of those who joined or left, in the order of their ids.
    package func openDifference(from first: ContactSet, to second: ContactSet) throws {
        try connection.execute(
            """
            DECLARE differing_contacts NO SCROLL CURSOR FOR
            SELECT d.contact_id, d.change, c.canonical_address, c.name
              FROM (SELECT coalesce(a.contact_id, b.contact_id) AS contact_id,
                           CASE WHEN a.contact_id IS NULL THEN 'joined' ELSE 'left' END AS change
                      FROM (\(first.ids)) a FULL JOIN (\(second.ids)) b ON a.contact_id = b.contact_id
                     WHERE a.contact_id IS NULL OR b.contact_id IS NULL) d
              LEFT JOIN contacts c ON c.contact_id = d.contact_id
             ORDER BY d.contact_id
            """)
    }

    /// Somebody who joined or left. Of the erased only the id is known.
    package struct Differing: Sendable {
        package let contact: ContactID
        /// `joined` or `left`.
        package let change: String
        package let address: String?
        package let name: String?
    }

    /// The next ones of the stream; none at its end.
    package func nextDiffering() throws -> [Differing] {
        try connection.map("FETCH FORWARD 1000 FROM differing_contacts") { row in
            Differing(
                contact: try row.get("contact_id"), change: try row.get("change"),
                address: try row.optional("canonical_address"), name: try row.optional("name"))
        }
    }
}
