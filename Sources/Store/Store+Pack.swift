package import Consent
import Postgres
import SQL

/// What an evidence pack says of each address, column by column.
package struct PackColumn: Sendable {
    package let name: String
    package let kind: Kind

    package enum Kind: Sendable {
        case text, number, flag
    }

    package static let all: [PackColumn] = [
        text("contact_id"), text("address"), PackColumn(name: "may_be_mailed", kind: .flag), text("reason"),
        text("basis"), text("law"), text("kind"), text("given_at"), text("recorded_at"), text("obtained_at"),
        text("expires_at"), text("method"), text("actor"), text("source"), text("file"),
        PackColumn(name: "line", kind: .number), text("evidence"), text("notice"), text("notice_locale"),
        text("notices_in_use"), text("event_id"), text("opted_out_at"), text("opted_out_method"),
        text("opted_out_event_id"),
    ]

    private static func text(_ name: String) -> PackColumn { PackColumn(name: name, kind: .text) }
}

/// Some addresses of an evidence pack, in the order of contact ids. Byte views live as long as the batch.
package final class PackBatch: @unchecked Sendable {
    // Read only after it was made: libpq's results may be read from any thread.
    private let rows: Rows

    fileprivate init(_ rows: consuming Rows) {
        self.rows = rows
    }

    package var count: Int { rows.count }

    /// The value of `PackColumn.all[column]` as text (a flag is `t` or `f`), nil for none.
    package func value(_ row: Int, _ column: Int) -> UnsafeBufferPointer<UInt8>? {
        rows.bytes(row: row, column: column)
    }
}

extension Store {
    /// Opens the stream of everybody who ever had to do with a list: where they stand, the line that permits to mail them
    /// (the latest yes of their own, else the ground that counts), and their latest no.
    ///
    /// Where a line of consent names no notice, `notices_in_use` has those that were in use on the list then.
    package func openPack(of list: MailingList, at asOf: Instant) throws {
        let nos: Statement =
            list.stream == .marketing ? "IN (0, \(list.id.rawValue))" : "= \(list.id.rawValue)"
        try connection.execute("SET LOCAL cursor_tuple_fraction = 1")
        try connection.execute("SET LOCAL jit = off")
        try connection.execute("SET LOCAL work_mem = '256MB'")
        try connection.execute(
            """
            DECLARE pack NO SCROLL CURSOR FOR
            SELECT s.contact_id, c.canonical_address, s.reason = 'subscribed', s.reason, b.basis, b.law, p.kind,
                   \(Self.utc("p.occurred_at")), \(Self.utc("p.recorded_at")), \(Self.utc("p.obtained_at")),
                   \(Self.utc("p.expires_at")), p.method, p.actor, o.name, r.file_name, p.line, v.evidence,
                   encode(p.notice_hash, 'hex'), n.locale,
                   CASE WHEN p.notice_hash IS NULL AND b.basis = 'consent' THEN (
                       SELECT string_agg(encode(u.notice_hash, 'hex'), ' ' ORDER BY u.locale)
                         FROM (SELECT DISTINCT ON (locale) locale, notice_hash FROM notice_uses
                                WHERE list_id = \(list.id.rawValue)
                                  AND used_from <= coalesce(p.obtained_at, p.occurred_at)
                                ORDER BY locale, used_from DESC) u) END,
                   p.event_id, \(Self.utc("q.occurred_at")), q.method, q.event_id
              FROM subscriptions_at(\(list.id.rawValue), \(asOf)) s
              LEFT JOIN contacts c ON c.contact_id = s.contact_id
              LEFT JOIN LATERAL (
                   SELECT * FROM standing_events e
                    WHERE e.contact_id = s.contact_id AND e.list_id = \(list.id.rawValue)
                      AND e.kind IN ('opted_in', 'asserted')
                    ORDER BY e.event_id = s.ground_id DESC NULLS LAST, e.kind = 'opted_in' DESC, e.occurred_at DESC,
                             e.expires_at DESC NULLS LAST, e.event_id DESC
                    LIMIT 1) p ON true
              LEFT JOIN LATERAL (
                   SELECT e.occurred_at, e.method, e.event_id FROM standing_events e
                    WHERE e.contact_id = s.contact_id AND e.kind = 'opted_out' AND e.list_id \(nos)
                    ORDER BY e.occurred_at DESC, e.event_id DESC
                    LIMIT 1) q ON true
              LEFT JOIN bases b ON b.basis = CASE p.kind WHEN 'opted_in' THEN 'consent' ELSE p.basis END
              LEFT JOIN sources o ON o.source_id = p.source_id
              LEFT JOIN runs r ON r.run_id = p.run_id
              LEFT JOIN notices n ON n.notice_hash = p.notice_hash
              LEFT JOIN consent_evidence v ON v.contact_id = p.contact_id AND v.event_id = p.event_id
             ORDER BY s.contact_id
            """)
    }

    /// The next addresses of the stream; an empty batch at its end.
    package func nextOfPack() throws -> PackBatch {
        PackBatch(try connection.query("FETCH FORWARD 4096 FROM pack"))
    }

    /// The law that each basis rests on.
    package func laws() throws -> [String: String] {
        let laws = try connection.map("SELECT basis, law FROM bases") { row in
            (try row.get("basis", as: String.self), try row.get("law", as: String.self))
        }
        return Dictionary(uniqueKeysWithValues: laws)
    }

    private static func utc(_ instant: Statement) -> Statement {
        "to_char(\(instant) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    }
}
