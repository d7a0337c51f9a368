import Consent
import Postgres
import SQL
import TestSupport

extension RawLine {
    fileprivate var json: String {
        let members: [(String, (any CustomStringConvertible)?)] = [
            ("contact_id", contact), ("event_id", event), ("list_id", list), ("kind", kind), ("occurred_at", at),
            ("actor", "test"), ("method", method), ("source_id", source), ("run_id", run), ("basis", basis),
            ("obtained_at", obtainedAt), ("expires_at", expiresAt), ("paused_until", pausedUntil),
            ("voids_run", voidsRun), ("voids_event", voidsEvent), ("linked_id", linked),
        ]
        return "{"
            + members.compactMap { name, value in
                value.map { "\"\(name)\":\(JSONText.quoted($0.description))" }
            }.joined(separator: ",") + "}"
    }
}

extension Connection {
    func append(_ lines: [RawLine]) throws {
        let document = "[" + lines.map(\.json).joined(separator: ",") + "]"
        try execute(
            """
            SELECT count(*) FROM append_lines((
                SELECT array_agg(jsonb_populate_record(NULL::consent_line, l))
                  FROM jsonb_array_elements(\(Bind.json(document))) l))
            """)
    }

    /// The state tables as text, without places that only serve as locks.
    func state() throws -> String {
        try first(
            """
            SELECT string_agg(r, E'\\n' ORDER BY r) AS state FROM (
                SELECT 'choices' || c AS r FROM choices c
                 WHERE num_nonnulls(requested_at, opted_in_at, opted_out_at, paused_at) > 0
                UNION ALL SELECT 'grounds' || g FROM grounds g
                UNION ALL SELECT 'suppressions' || s FROM suppressions s WHERE num_nonnulls(since, released_at) > 0
                UNION ALL SELECT 'links' || l FROM links l WHERE num_nonnulls(moved_at, returned_at) > 0) t
            """
        ) { row in try row.optional("state", as: String.self) ?? "" }!
    }
}
