package import Consent
import Postgres
package import SQL

/// A frozen send list as it is being made or was made.
package struct SendListDraft: Sendable {
    package var list: ListID
    package var segment: String?
    package var expression: String?
    package var engine: String
    package var fields: [String]
    package var actor: String
    /// How long it may be used, in seconds.
    package var lifetime: Int64

    package init(
        list: ListID, segment: String?, expression: String?, engine: String, fields: [String], actor: String,
        lifetime: Int64
    ) {
        self.list = list
        self.segment = segment
        self.expression = expression
        self.engine = engine
        self.fields = fields
        self.actor = actor
        self.lifetime = lifetime
    }
}

/// A stretch of the people on a list and in a segment, in the order of their ids. Byte views live as long as the batch.
package final class RecipientBatch: @unchecked Sendable {
    // Read only after it was made: libpq's results may be read from any thread.
    private let rows: Rows

    fileprivate init(_ rows: consuming Rows) {
        self.rows = rows
    }

    package var count: Int { rows.count }

    package func contact(_ row: Int) -> ContactID {
        ContactID(bytes: rows.bytes(row: row, column: 0)!)!
    }

    /// Why the person may not be mailed; `subscribed` for who may.
    package func reason(_ row: Int) -> UnsafeBufferPointer<UInt8> { rows.bytes(row: row, column: 1)! }
    package func basis(_ row: Int) -> UnsafeBufferPointer<UInt8>? { rows.bytes(row: row, column: 2) }
    package func address(_ row: Int) -> UnsafeBufferPointer<UInt8> { rows.bytes(row: row, column: 3)! }
    package func name(_ row: Int) -> UnsafeBufferPointer<UInt8>? { rows.bytes(row: row, column: 4) }
    package func locale(_ row: Int) -> UnsafeBufferPointer<UInt8>? { rows.bytes(row: row, column: 5) }

    /// The attributes as a JSON object.
    package func attributes(_ row: Int) -> UnsafeBufferPointer<UInt8> {
        // The binary form of jsonb begins with its version.
        UnsafeBufferPointer(rebasing: rows.bytes(row: row, column: 6)!.dropFirst())
    }
}

extension Store {
    /// Enters a new send list, taken as of the snapshot of the current transaction.
    package func beginSendList(_ draft: SendListDraft) throws -> (id: Int64, asOf: Instant, expiresAt: Instant) {
        let made = try connection.first(
            """
            INSERT INTO send_lists (list_ids, segment, expression, engine, fields, actor, as_of, expires_at)
            VALUES (
                ARRAY[\(draft.list.rawValue)], \(draft.segment), \(draft.expression), \(draft.engine),
                \(Bind.texts(draft.fields)), \(draft.actor), now(), now() + make_interval(secs => \(Double(draft.lifetime))))
            RETURNING send_list_id, as_of, expires_at
            """
        ) { row in
            (
                id: try row.get("send_list_id", as: Int64.self), asOf: try row.get("as_of", as: Instant.self),
                expiresAt: try row.get("expires_at", as: Instant.self)
            )
        }
        guard let made else { throw PostgresError.unexpected(column: "send_list_id", wanted: "a number") }
        return made
    }

    /// Opens the stream of everybody who has to do with the list and is in the segment, with the reason for each.
    package func openRecipients(of list: ListID, in predicate: Statement, at asOf: Instant) throws {
        // All rows will be fetched: the plan must be the one for the whole, not for the first rows.
        try connection.execute("SET LOCAL cursor_tuple_fraction = 1")
        try connection.execute("SET LOCAL jit = off")
        try connection.execute("SET LOCAL work_mem = '256MB'")
        try connection.execute(
            """
            DECLARE recipients NO SCROLL CURSOR FOR
            SELECT c.contact_id, s.reason, s.basis, c.canonical_address, c.name, c.locale, c.attributes
              FROM subscriptions_at(\(list.rawValue), \(asOf)) s JOIN contacts c USING (contact_id)
             WHERE \(predicate)
             ORDER BY c.contact_id
            """)
    }

    /// Ids in one row of `send_list_recipients`, and people in one batch of the stream.
    package static let recipientsPerBlock = 4096

    /// The next people of the stream; an empty batch at its end.
    package func nextRecipients() throws -> RecipientBatch {
        RecipientBatch(try connection.queryBinary("FETCH FORWARD 4096 FROM recipients"))
    }

    /// Keeps who was on a send list: a block of at most 4,096 ids, sorted.
    package func keepRecipients(_ ids: [ContactID], of sendList: Int64) throws {
        guard let first = ids.first, let last = ids.last else { return }
        try connection.execute(
            """
            INSERT INTO send_list_recipients (contact_id, send_list_id, last_id, ids)
            VALUES (\(first), \(sendList), \(last), \(Bind.contacts(ids)))
            """)
    }

    /// Completes a send list with its counts (`excluded` a JSON object) and its signed manifest.
    package func finishSendList(_ id: Int64, recipients: Int, excluded: String, manifest: String) throws {
        try connection.execute(
            """
            UPDATE send_lists
               SET recipients = \(recipients), excluded = \(Bind.json(excluded)), manifest = \(manifest)
             WHERE send_list_id = \(id)
            """)
    }
}
