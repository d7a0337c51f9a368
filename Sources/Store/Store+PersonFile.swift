package import Consent
import Postgres
import SQL

/// One part of all that is held about a person: JSON as it goes out.
package struct PersonSection: Sendable {
    package let name: String
    /// JSON objects, one a row.
    package let rows: [String]

    package init(name: String, rows: [String]) {
        self.name = name
        self.rows = rows
    }
}

extension Store {
    /// All that is held about a person, apart from the lines of the ledger. Instants are UTC.
    ///
    /// Whoever adds a table with data of people adds it here, and to `erase_contact` in schema.sql.
    package func personSections(of contact: ContactID) throws -> [PersonSection] {
        try connection.execute("SET LOCAL timezone = 'UTC'")
        return [
            PersonSection(
                name: "contact",
                rows: try objects("SELECT to_json(c) AS object FROM contacts c WHERE contact_id = \(contact)")),
            PersonSection(
                name: "changes",
                rows: try objects(
                    "SELECT to_json(c) AS object FROM contact_changes c WHERE contact_id = \(contact) ORDER BY run_id")),
            PersonSection(
                name: "notices",
                rows: try objects(
                    """
                    SELECT to_json(n) AS object FROM notices n
                     WHERE notice_hash IN (SELECT notice_hash FROM consent_events WHERE contact_id = \(contact))
                     ORDER BY notice_hash
                    """)),
            PersonSection(
                name: "choices",
                rows: try objects(
                    """
                    SELECT json_build_object(
                               'list', coalesce(l.slug, 'all'), 'requested_at', requested_at, 'opted_in_at', opted_in_at,
                               'opted_out_at', opted_out_at, 'complained_at', complained_at, 'erased_at', erased_at,
                               'paused_at', paused_at, 'paused_until', paused_until) AS object
                      FROM choices LEFT JOIN lists l USING (list_id)
                     WHERE contact_id = \(contact)
                       AND num_nonnulls(requested_at, opted_in_at, opted_out_at, paused_at) > 0
                     ORDER BY list_id
                    """)),
            PersonSection(
                name: "grounds",
                rows: try objects(
                    """
                    SELECT json_build_object(
                               'list', l.slug, 'source', s.name, 'asserted_at', asserted_at, 'removed_at', removed_at,
                               'basis', basis, 'obtained_at', obtained_at, 'expires_at', expires_at) AS object
                      FROM grounds JOIN lists l USING (list_id) JOIN sources s USING (source_id)
                     WHERE contact_id = \(contact) ORDER BY list_id, source_id
                    """)),
            PersonSection(
                name: "suppressions",
                rows: try objects(
                    """
                    SELECT json_build_object('reason', reason, 'since', since, 'released_at', released_at) AS object
                      FROM suppressions
                     WHERE contact_id = \(contact) AND num_nonnulls(since, released_at) > 0 ORDER BY reason
                    """)),
            PersonSection(
                name: "links",
                rows: try objects(
                    """
                    SELECT json_build_object(
                               'from', k.contact_id, 'to', k.linked_id, 'moved_at', moved_at,
                               'returned_at', returned_at) AS object
                      FROM links k
                     WHERE \(contact) IN (k.contact_id, k.linked_id) AND moved_at IS NOT NULL ORDER BY moved_at
                    """)),
            PersonSection(
                name: "outbox",
                rows: try objects(
                    """
                    SELECT json_build_object(
                               'list', l.slug, 'address', o.address, 'locale', o.locale, 'requested_at', o.requested_at,
                               'sent_at', o.sent_at) AS object
                      FROM outbox o JOIN lists l USING (list_id)
                     WHERE contact_id = \(contact) ORDER BY o.requested_at
                    """)),
            PersonSection(name: "send_lists", rows: try objects(sendLists(with: contact))),
            PersonSection(
                name: "snapshots",
                rows: try objects(
                    """
                    SELECT json_build_object('segment', s.segment, 'taken_at', s.taken_at) AS object
                      FROM segment_snapshots s JOIN segment_snapshot_contacts c USING (snapshot_id)
                     WHERE c.contact_id <= \(contact) AND c.last_id >= \(contact) AND \(contact) = ANY (c.ids)
                     ORDER BY s.snapshot_id
                    """)),
            PersonSection(
                name: "delivery_events",
                rows: try objects(
                    """
                    SELECT to_json(d) AS object FROM delivery_events d
                     WHERE contact_id = \(contact) ORDER BY occurred_at, event_id
                    """)),
        ]
    }

    /// The send lists that somebody was on, with the fields that went out (H10).
    private func sendLists(with contact: ContactID) -> Statement {
        """
        SELECT json_build_object(
                   'send_list', s.send_list_id,
                   'lists', (SELECT json_agg(l.slug ORDER BY l.list_id) FROM lists l WHERE l.list_id = ANY (s.list_ids)),
                   'segment', s.segment, 'engine', s.engine, 'fields', s.fields, 'as_of', s.as_of,
                   'actor', s.actor, 'removed_at', m.removed_at, 'removed_for', m.reason) AS object
          FROM send_lists s JOIN send_list_recipients r USING (send_list_id)
          LEFT JOIN send_list_removals m ON m.contact_id = \(contact) AND m.send_list_id = s.send_list_id
         WHERE r.contact_id <= \(contact) AND r.last_id >= \(contact) AND \(contact) = ANY (r.ids)
         ORDER BY s.send_list_id
        """
    }

    private func objects(_ statement: Statement) throws -> [String] {
        try connection.map(statement) { row in try row.get("object", as: String.self) }
    }
}
