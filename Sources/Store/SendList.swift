package import Consent
import Postgres
import SQL

/// A send list as it is being made.
package struct SendListDraft: Sendable {
    /// In the order that decides. At least one.
    package var lists: [ListID]
    package var segment: String?
    package var expression: String?
    package var engine: String
    package var fields: [String]
    package var actor: String
    /// How long it may be used, in seconds.
    package var lifetime: Int64

    package init(
        lists: [ListID], segment: String?, expression: String?, engine: String, fields: [String], actor: String,
        lifetime: Int64
    ) {
        self.lists = lists
        self.segment = segment
        self.expression = expression
        self.engine = engine
        self.fields = fields
        self.actor = actor
        self.lifetime = lifetime
    }
}

extension Store {
    /// Enters a new send list, taken as of the snapshot of the current transaction.
    package func beginSendList(_ draft: SendListDraft) throws -> (id: Int64, asOf: Instant, expiresAt: Instant) {
        let made = try connection.first(
            """
            INSERT INTO send_lists (list_ids, segment, expression, engine, fields, actor, as_of, expires_at)
            VALUES (
                \(Bind.texts(draft.lists.map { String($0.rawValue) }))::integer[], \(draft.segment),
                \(draft.expression), \(draft.engine), \(Bind.texts(draft.fields)), \(draft.actor), now(),
                now() + make_interval(secs => \(Double(draft.lifetime))))
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

    /// Completes a send list with its counts (`excluded` a JSON object) and its signed manifest.
    package func finishSendList(_ id: Int64, recipients: Int, excluded: String, manifest: String) throws {
        try connection.execute(
            """
            UPDATE send_lists
               SET recipients = \(recipients), excluded = \(Bind.json(excluded)), manifest = \(manifest)
             WHERE send_list_id = \(id)
            """)
    }

    /// Replaces the manifest of a send list whose files were written anew.
    package func replaceManifest(of id: Int64, by manifest: String) throws {
        try connection.execute("UPDATE send_lists SET manifest = \(manifest) WHERE send_list_id = \(id)")
    }
}
