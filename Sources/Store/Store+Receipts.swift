package import Consent
import Postgres
package import Proof
import SQL

/// A line of one person with what a receipt says of it beyond its columns.
package struct ReceiptLine: Sendable {
    package let fields: LineFields
    package let id: Seal.LineID
    package let epoch: Int
    package let xid: UInt64
    /// What a purge left of it, if it did.
    package let purgedLeaf: MerkleHash?
    /// Nil for all marketing mail.
    package let list: String?
    package let source: String?
    package let file: String?
    package let isVoided: Bool
    /// The evidence as the text that its hash is of, and the salt, unless it was erased.
    package let evidence: (text: String, salt: [UInt8])?
}

extension Store {
    /// All lines of a person in the order in which they were recorded, purged ones too.
    package func receiptLines(of contact: ContactID) throws -> [ReceiptLine] {
        try connection.map(
            """
            SELECT s.epoch, s.xid::text AS xid, s.leaf, s.contact_id, s.event_id, s.list_id, s.kind, s.occurred_at,
                   s.recorded_at, s.source_id, s.run_id, s.line, s.actor, s.method, s.basis, s.obtained_at, s.expires_at,
                   s.paused_until, s.voids_run, s.voids_event, s.linked_id, s.notice_hash, s.evidence_hash,
                   l.slug, c.name AS source_name, r.file_name, v.evidence::text AS evidence, v.salt,
                   s.leaf IS NULL AND s.kind <> 'voided' AND NOT EXISTS (
                       SELECT FROM standing_events t
                        WHERE t.contact_id = s.contact_id AND t.event_id = s.event_id) AS voided
              FROM sealable_lines s
              LEFT JOIN lists l ON l.list_id = s.list_id
              LEFT JOIN sources c ON c.source_id = s.source_id
              LEFT JOIN runs r ON r.run_id = s.run_id
              LEFT JOIN consent_evidence v ON v.contact_id = s.contact_id AND v.event_id = s.event_id
             WHERE s.contact_id = \(contact)
             ORDER BY s.recorded_at, s.occurred_at, s.event_id
            """
        ) { row in
            var values: [String: JSONValue] = [:]
            for column in LineLeaf.columns { values[column.name] = try row.json(column) }
            let evidence = try row.optional("evidence", as: String.self)
            let salt = try row.optional("salt", as: [UInt8].self)
            return ReceiptLine(
                fields: LineFields(values),
                id: Seal.LineID(contact: try row.get("contact_id"), event: try row.get("event_id")),
                epoch: try row.get("epoch"), xid: UInt64(try row.get("xid", as: String.self)) ?? 0,
                purgedLeaf: try row.optional("leaf"), list: try row.optional("slug"),
                source: try row.optional("source_name"), file: try row.optional("file_name"),
                isVoided: try row.get("voided"), evidence: evidence.flatMap { text in salt.map { (text, $0) } })
        }
    }
}

extension Row {
    /// A column of a line as a receipt shows it.
    fileprivate func json(_ column: LineLeaf.Column) throws(PostgresError) -> JSONValue {
        switch column.kind {
        case .id: JSONValue(try optional(column.name, as: ContactID.self)?.description)
        case .number32, .number64: JSONValue(try optional(column.name, as: Int64.self))
        case .instant: JSONValue(try optional(column.name, as: Instant.self)?.description)
        case .text: JSONValue(try optional(column.name, as: String.self))
        case .hash: JSONValue(try optional(column.name, as: [UInt8].self).map(Hexadecimal.text))
        }
    }
}
