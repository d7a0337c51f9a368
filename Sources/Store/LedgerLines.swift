package import Consent
import Postgres
package import Proof
import SQL

/// A stretch of the ledger in the order of contact id and event id, as seals are made of it.
package final class LineBatch: @unchecked Sendable {
    // Read only after it was made: libpq's results may be read from any thread.
    private let rows: Rows

    fileprivate init(_ rows: consuming Rows) {
        self.rows = rows
    }

    package var count: Int { rows.count }

    package func id(_ row: Int) -> Seal.LineID {
        Seal.LineID(
            contact: ContactID(bytes: rows.bytes(row: row, column: 3)!)!,
            event: ContactID(bytes: rows.bytes(row: row, column: 4)!)!)
    }

    /// On which server the line was appended, and by which of its transactions.
    package func origin(_ row: Int) -> (epoch: Int, xid: UInt64) {
        let epoch = UnsafeRawPointer(rows.bytes(row: row, column: 0)!.baseAddress!).loadUnaligned(as: Int16.self)
        let xid = UnsafeRawPointer(rows.bytes(row: row, column: 1)!.baseAddress!).loadUnaligned(as: UInt64.self)
        return (Int(Int16(bigEndian: epoch)), UInt64(bigEndian: xid))
    }

    /// Whether a purge left nothing of the line but its leaf.
    package func isPurged(_ row: Int) -> Bool {
        rows.bytes(row: row, column: 2) != nil
    }

    /// The line's leaf; nil if what a purge left of it is none.
    package func leaf(_ row: Int, by encoder: inout LineLeaf) -> MerkleHash? {
        if let kept = rows.bytes(row: row, column: 2) { return MerkleHash(kept) }
        encoder.begin()
        for column in 3..<3 + LineLeaf.columns.count { encoder.append(rows.bytes(row: row, column: column)) }
        return encoder.hash
    }
}

extension Store {
    /// Which lines a stream is about.
    package enum LineScope {
        case all
        /// Those that may not be covered by this seal and what went before it; all that are not are among them.
        case since(Seal, epoch: Int)
        /// Those that lie between two others, both exclusive; nil for no limit.
        case between(Seal.LineID?, Seal.LineID?)
        case of(ContactID)
    }

    /// Opens a stream of lines. Only one can be open in a transaction.
    package func openLines(_ scope: LineScope) throws {
        // All rows will be fetched: the plan must be the one for the whole, not for the first rows.
        try connection.execute("SET LOCAL cursor_tuple_fraction = 1")
        try connection.execute("SET LOCAL jit = off")
        try connection.execute("SET LOCAL work_mem = '64MB'")
        try connection.execute(
            """
            DECLARE lines NO SCROLL CURSOR FOR
            SELECT epoch, xid, leaf, contact_id, event_id, list_id, kind, occurred_at, recorded_at, source_id, run_id, line,
                   actor, method, basis, obtained_at, expires_at, paused_until, voids_run, voids_event, linked_id,
                   notice_hash, evidence_hash
              FROM sealable_lines WHERE \(scope.condition)
             ORDER BY contact_id, event_id
            """)
    }

    /// The next lines of the stream; an empty batch at its end.
    package func nextLines() throws -> LineBatch {
        LineBatch(try connection.queryBinary("FETCH FORWARD 4096 FROM lines"))
    }

    package func closeLines() throws {
        try connection.execute("CLOSE lines")
    }
}

extension Store.LineScope {
    fileprivate var condition: Statement {
        switch self {
        case .all: return "true"
        case .of(let contact): return "contact_id = \(contact)"
        case .since(let seal, let epoch):
            // While the server is the same, the index on the bytes of xid leads past what was sealed.
            return epoch == seal.epoch
                ? "xid8send(xid) >= xid8send((\(String(seal.snapshot.xmin))::text)::xid8)" : "true"
        case .between(let lower, let upper):
            var condition: Statement = "true"
            if let lower { condition = "(contact_id, event_id) > (\(lower.contact), \(lower.event))" }
            if let upper {
                condition = "\(condition) AND (contact_id, event_id) < (\(upper.contact), \(upper.event))"
            }
            return condition
        }
    }
}
