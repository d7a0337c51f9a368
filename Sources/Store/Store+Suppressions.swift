package import Consent
import Postgres
import SQL

/// Why nothing must be mailed to an address: the reasons that a person may give.
package typealias SuppressionReason = StagedContact.Suppression

/// A suppression in force.
package struct Suppression: Sendable {
    package let contact: ContactID
    /// Nil of somebody who is no contact.
    package let address: String?
    package let reason: String
    package let since: Instant
    package let source: String?
    package let actor: String?
    /// A JSON object.
    package let evidence: String?
}

extension Store {
    /// Whether a contact is suppressed for a reason.
    package func isSuppressed(_ contact: ContactID, _ reason: SuppressionReason) throws -> Bool {
        try connection.first(
            """
            SELECT since >= coalesce(released_at, '-infinity') AS stands
              FROM suppressions WHERE contact_id = \(contact) AND reason = \(reason.rawValue) AND since IS NOT NULL
            """
        ) { row in try row.get("stands", as: Bool.self) } ?? false
    }

    /// Suppressions in force, the latest first; those for a reason, or of contacts whose address or name holds `text`.
    package func suppressions(
        reason: SuppressionReason?, like text: String?, limit: Int
    ) throws -> [Suppression] {
        let concerned: Statement = if let reason { "s.reason = \(reason.rawValue)" } else { "true" }
        let matching: Statement = text.map(Self.contactHolds) ?? "true"
        return try connection.map(
            """
            SELECT s.contact_id, c.canonical_address, s.reason, s.since, e.source, e.actor, e.evidence
              FROM suppressions s
              LEFT JOIN contacts c ON c.contact_id = s.contact_id
              LEFT JOIN LATERAL (
                   SELECT n.name AS source, l.actor, v.evidence
                     FROM standing_events l
                     LEFT JOIN sources n ON n.source_id = l.source_id
                     LEFT JOIN consent_evidence v ON v.contact_id = l.contact_id AND v.event_id = l.event_id
                    WHERE l.contact_id = s.contact_id AND l.kind = 'suppressed' AND l.basis = s.reason
                      AND l.occurred_at = s.since
                    ORDER BY l.event_id LIMIT 1) e ON true
             WHERE s.since >= coalesce(s.released_at, '-infinity') AND \(concerned) AND (\(matching))
             ORDER BY s.since DESC, s.contact_id LIMIT \(limit)
            """
        ) { row in
            Suppression(
                contact: try row.get("contact_id"), address: try row.optional("canonical_address"),
                reason: try row.get("reason"), since: try row.get("since"), source: try row.optional("source"),
                actor: try row.optional("actor"), evidence: try row.optional("evidence"))
        }
    }

    /// Suppresses everybody in the staged rows of a run.
    package func suppressStaged(_ run: Int64, rows: Int, reason: SuppressionReason) throws -> SuppressedRows {
        let counts = try connection.first(
            """
            SELECT (s->>'duplicates')::bigint AS duplicates, (s->>'suppressed')::bigint AS suppressed,
                   (s->>'unchanged')::bigint AS unchanged
              FROM suppress_staged(\(run), \(rows), \(reason.rawValue)) s
            """
        ) { row in
            SuppressedRows(
                duplicates: try row.get("duplicates"), suppressed: try row.get("suppressed"),
                unchanged: try row.get("unchanged"))
        }
        guard let counts else { throw PostgresError.unexpected(column: "suppress_staged", wanted: "counts") }
        return counts
    }

    /// Begins the run of a file of suppressions within the current transaction. It may run beside any other.
    package func beginSuppressions(
        source: Int32, actor: String, fileName: String, fileSHA256: [UInt8], fileBytes: Int64?, inputFormat: String,
        encoding: String
    ) throws -> Int64 {
        let id = try connection.first(
            """
            INSERT INTO runs (
                kind, mode, source_id, actor, file_name, file_sha256, file_bytes, input_format, encoding)
            VALUES (
                'import', 'suppress', \(source), \(actor), \(fileName), \(fileSHA256), \(fileBytes), \(inputFormat),
                \(encoding))
            RETURNING run_id
            """
        ) { row in try row.get("run_id", as: Int64.self) }
        guard let id else { throw PostgresError.unexpected(column: "run_id", wanted: "a number") }
        return id
    }
}

/// What became of the rows of a file of suppressions, each counted once.
package struct SuppressedRows: Sendable {
    /// Another row has the same contact.
    package let duplicates: Int
    package let suppressed: Int
    /// Suppressed for that reason already.
    package let unchanged: Int
}
