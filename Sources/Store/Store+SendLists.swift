package import Consent
import Postgres
import SQL

/// A send list that was frozen and whose files are not there yet.
package struct UnfinishedSendList: Sendable {
    package let id: Int64
    /// Its manifest as frozen.
    package let draft: String
    /// The file of those whom the engine cannot carry; empty if there are none.
    package let skipped: String
}

/// An export as the records show it.
package struct SendListRecord: Sendable {
    package let id: Int64
    /// The slugs, in the order that decides.
    package let lists: [String]
    package let segment: String?
    package let expression: String?
    package let engine: String
    package let fields: [String]
    package let actor: String
    package let asOf: Instant
    package let expiresAt: Instant
    package let recipients: Int
    /// A JSON object.
    package let excluded: String
    /// Nil while its files are not written.
    package let manifest: String?
    package let removed: Int
}

/// A send list that a person was on.
package struct SendListMembership: Sendable {
    package let sendList: SendListRecord
    package let hour: Int?
    package let removedAt: Instant?
    package let removedFor: String?
}

extension Store {
    /// Commits a send list to what was frozen, before a file of it is there. `request` finds it again.
    package func freezeSendList(
        _ id: Int64, request: String, draft: String, skipped: String, recipients: Int, excluded: String
    ) throws {
        try connection.execute(
            """
            UPDATE send_lists
               SET request = \(request), draft = \(draft), skipped = \(skipped), recipients = \(recipients),
                   excluded = \(Bind.json(excluded))
             WHERE send_list_id = \(id)
            """)
    }

    /// The latest send list of a request that was frozen, has not run out, and has no files yet.
    package func unfinishedSendList(request: String) throws -> UnfinishedSendList? {
        try connection.first(
            """
            SELECT send_list_id, draft, skipped FROM send_lists
             WHERE request = \(request) AND draft IS NOT NULL AND manifest IS NULL AND expires_at > now()
             ORDER BY send_list_id DESC LIMIT 1
            """
        ) { row in
            UnfinishedSendList(
                id: try row.get("send_list_id"), draft: try row.get("draft"), skipped: try row.get("skipped"))
        }
    }

    /// The newest send lists first, of one list or of all.
    package func sendLists(of list: ListID?, limit: Int) throws -> [SendListRecord] {
        try sendLists(where: "\(list?.rawValue)::integer IS NULL OR \(list?.rawValue) = ANY (s.list_ids)", limit: limit)
    }

    package func sendList(_ id: Int64) throws -> SendListRecord? {
        try sendLists(where: "s.send_list_id = \(id)", limit: 1).first
    }

    /// The send lists that a contact was on, oldest first (H10).
    package func sendLists(with contact: ContactID) throws -> [SendListMembership] {
        try connection.map(
            """
            SELECT \(Self.columns), b.hours[array_position(b.ids, \(contact))] AS hour, r.removed_at,
                   r.reason AS removed_for
              FROM send_list_recipients b
              JOIN send_lists s ON s.send_list_id = b.send_list_id
              LEFT JOIN send_list_removals r ON r.contact_id = \(contact) AND r.send_list_id = b.send_list_id
             WHERE b.contact_id <= \(contact) AND b.last_id >= \(contact) AND \(contact) = ANY (b.ids)
             ORDER BY s.send_list_id
            """
        ) { row in
            SendListMembership(
                sendList: try Self.record(row), hour: try row.optional("hour"),
                removedAt: try row.optional("removed_at"), removedFor: try row.optional("removed_for"))
        }
    }

    private func sendLists(where condition: Statement, limit: Int) throws -> [SendListRecord] {
        try connection.map(
            """
            SELECT \(Self.columns) FROM send_lists s WHERE \(condition) ORDER BY s.send_list_id DESC LIMIT \(limit)
            """, Self.record)
    }

    private static let columns: Statement = """
        s.send_list_id, s.segment, s.expression, s.engine, s.actor, s.as_of, s.expires_at, s.recipients, s.excluded,
        s.manifest, array_to_string(s.fields, E'\\n') AS fields,
        (SELECT string_agg(l.slug, ',' ORDER BY i.place)
           FROM unnest(s.list_ids) WITH ORDINALITY i (list_id, place) JOIN lists l USING (list_id)) AS slugs,
        (SELECT count(*) FROM send_list_removals g WHERE g.send_list_id = s.send_list_id) AS removed
        """

    private static func record(_ row: borrowing Row) throws -> SendListRecord {
        SendListRecord(
            id: try row.get("send_list_id"),
            lists: try row.get("slugs", as: String.self).split(separator: ",").map(String.init),
            segment: try row.optional("segment"), expression: try row.optional("expression"),
            engine: try row.get("engine"),
            fields: try row.get("fields", as: String.self).split(separator: "\n").map(String.init),
            actor: try row.get("actor"), asOf: try row.get("as_of"), expiresAt: try row.get("expires_at"),
            recipients: try row.get("recipients"), excluded: try row.get("excluded"),
            manifest: try row.optional("manifest"), removed: try row.get("removed"))
    }
}
