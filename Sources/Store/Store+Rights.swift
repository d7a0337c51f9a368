package import Consent
import Postgres
import SQL

extension Store {
    /// Keeps the address of somebody who is no contact yet and says yes to a list; nothing of whom a later no to all mail
    /// or an erasure stands. Comes before the append of that yes, in its transaction.
    package func addContact(
        _ contact: ContactID, address: String, canonical: String, list: ListID, yesAt: Instant
    ) throws {
        try connection.execute(
            "SELECT add_contact(\(contact), \(address), \(canonical), \(list.rawValue), \(yesAt))")
    }

    /// Changes what is known of a contact. Answers false if there is none.
    ///
    /// - Parameters:
    ///   - name: nil leaves it, empty clears it; likewise the locale.
    ///   - attributes: a JSON object; a null member clears that attribute.
    package func setContact(_ contact: ContactID, name: String?, locale: String?, attributes: String) throws -> Bool {
        try connection.first(
            "SELECT set_contact(\(contact), \(name), \(locale), \(Bind.json(attributes))) AS found"
        ) { row in try row.get("found", as: Bool.self) } ?? false
    }

    /// Erases a person's data and evidence and appends the nos that outlive them. Waits for bulk runs.
    package func erase(_ contact: ContactID, actor: String) throws -> Erasure {
        let counts = try connection.first(
            """
            SELECT (e->>'nos')::bigint AS nos, (e->>'contacts')::bigint AS contacts, (e->>'changes')::bigint AS changes,
                   (e->>'evidence')::bigint AS evidence, (e->>'deliveries')::bigint AS deliveries,
                   (e->>'lines')::bigint AS lines
              FROM erase_contact(\(contact), \(actor)) e
            """
        ) { row in
            Erasure(
                contact: contact, nos: try row.get("nos"), contacts: try row.get("contacts"),
                changes: try row.get("changes"), evidence: try row.get("evidence"),
                deliveries: try row.get("deliveries"), lines: try row.get("lines"))
        }
        guard let counts else { throw PostgresError.unexpected(column: "erase_contact", wanted: "counts") }
        return counts
    }

    /// Links an old address to a new one, in the current transaction. What was and will be said at the old one counts at
    /// the new one; its data goes there too, if there is no contact with the new address. Answers whether it went.
    package func move(
        _ old: ContactID, to new: ContactID, address: String, canonical: String, actor: String
    ) throws -> Bool {
        try connection.execute("SELECT move_contact(\(old), \(new), \(actor))")
        return try connection.first(
            "SELECT add_contact(\(new), \(address), \(canonical), p_like => \(old)) AS added"
        ) { row in try row.get("added", as: Bool.self) } ?? false
    }

    /// The ends of the moves of a contact that are in force.
    package func moves(of contact: ContactID) throws -> [Move] {
        try connection.map(
            """
            SELECT k.contact_id AS old_id, k.linked_id AS new_id, o.canonical_address AS old_address,
                   n.canonical_address AS new_address, k.moved_at
              FROM links k
              LEFT JOIN contacts o ON o.contact_id = k.contact_id
              LEFT JOIN contacts n ON n.contact_id = k.linked_id
             WHERE \(contact) IN (k.contact_id, k.linked_id) AND k.moved_at > coalesce(k.returned_at, '-infinity')
             ORDER BY k.moved_at
            """
        ) { row in
            Move(
                from: try row.get("old_id"), to: try row.get("new_id"), fromAddress: try row.optional("old_address"),
                toAddress: try row.optional("new_address"), at: try row.get("moved_at"))
        }
    }

    /// Takes back one line with what followed from it at addresses that the person moved to. Answers how many lines
    /// count no more.
    ///
    /// Throws what the database refuses: MB008 if there is no such line or it is itself a voiding, MB006 if it is an
    /// opt-out or a suppression and `includingNos` or the reason is missing.
    package func takeBack(
        line event: ContactID, of contact: ContactID, actor: String, includingNos: Bool, reason: String?
    ) throws -> Int {
        try connection.first(
            """
            SELECT take_back(NULL, \(actor), NULL, \(contact), \(event), \(includingNos), \(reason)) AS lines
            """
        ) { row in try row.get("lines", as: Int.self) } ?? 0
    }

    /// Keeps what attributes are declared to be as it is until the end of the transaction.
    package func holdDeclarations() throws {
        try connection.execute("SELECT pg_advisory_xact_lock_shared(advisory_class('bulk run'), 0)")
    }

    /// Refuses to wait long for others in the current transaction: what waits here keeps everybody else waiting.
    package func waitBriefly() throws {
        try connection.execute("SET LOCAL lock_timeout = '5s'")
    }
}

/// What an erasure did.
package struct Erasure: Sendable {
    package let contact: ContactID
    /// Opt-outs appended.
    package let nos: Int
    package let contacts: Int
    /// Earlier data, kept so that runs could be taken back.
    package let changes: Int
    package let evidence: Int
    package let deliveries: Int
    /// Lines of the ledger that remain, under an id that names nobody.
    package let lines: Int
}

/// A move in force: what is said at the one counts at the other.
package struct Move: Sendable {
    package let from: ContactID
    package let to: ContactID
    /// Nil of somebody who is no contact.
    package let fromAddress: String?
    package let toAddress: String?
    package let at: Instant
}
