package import Consent
import Postgres
import SQL

extension Store {
    /// Makes a list. Throws `slugTaken`, also for the slug of an archived list: slugs are never reused.
    package func createList(
        slug: String, name: String, stream: Consent.Stream, optIn: OptInPolicy, isPublic: Bool, sender: SenderProfile
    ) throws -> MailingList {
        do {
            try connection.execute(
                """
                INSERT INTO lists (
                    slug, name, stream, opt_in, public, sender_name, sender_address, sender_contact, complaint_contact)
                VALUES (
                    \(slug), \(name), \(stream.rawValue), \(optIn.rawValue), \(isPublic), \(sender.name),
                    \(sender.address), \(sender.contact), \(sender.complaintContact))
                """)
        } catch {
            if error.constraint == "lists_slug_key" { throw StoreError.slugTaken(slug) }
            throw error
        }
        return try list(slug)
    }

    /// The list with a slug. Throws `unknownList`.
    package func list(_ slug: String) throws -> MailingList {
        guard let list = try lists(where: "slug = \(slug)").first else { throw StoreError.unknownList(slug) }
        return list
    }

    /// The list with a number, also if it is archived.
    package func list(_ id: ListID) throws -> MailingList? {
        try lists(where: "list_id = \(id.rawValue)").first
    }

    /// The list of a slug if everybody may join it, else nil.
    package func publicList(_ slug: String) throws -> MailingList? {
        try lists(where: "slug = \(slug) AND public AND archived_at IS NULL").first
    }

    /// All lists, by slug.
    package func lists(includingArchived: Bool = false) throws -> [MailingList] {
        try lists(where: includingArchived ? "true" : "archived_at IS NULL")
    }

    /// Changes what `changes` names and leaves the rest. Throws `unknownList`.
    package func setList(_ slug: String, _ changes: ListChanges) throws -> MailingList {
        try connection.execute(
            """
            UPDATE lists
               SET name = coalesce(\(changes.name), name),
                   opt_in = coalesce(\(changes.optIn?.rawValue), opt_in),
                   public = coalesce(\(changes.isPublic), public),
                   sender_name = coalesce(\(changes.sender.name), sender_name),
                   sender_address = coalesce(\(changes.sender.address), sender_address),
                   sender_contact = coalesce(\(changes.sender.contact), sender_contact),
                   complaint_contact = coalesce(\(changes.sender.complaintContact), complaint_contact)
             WHERE slug = \(slug)
            """)
        return try list(slug)
    }

    /// Takes a list out of use. Its ledger, its links and its slug stay.
    package func archiveList(_ slug: String) throws -> MailingList {
        try connection.execute("UPDATE lists SET archived_at = coalesce(archived_at, now()) WHERE slug = \(slug)")
        return try list(slug)
    }

    /// Fixes the value of List-Id with the first export; later ones keep it (RFC 2919 §4).
    package func fixHeaderID(of list: ListID, to headerID: String) throws {
        try connection.execute(
            "UPDATE lists SET header_id = \(headerID) WHERE list_id = \(list.rawValue) AND header_id IS NULL")
    }

    private func lists(where condition: Statement) throws -> [MailingList] {
        try connection.map(
            """
            SELECT list_id, slug, name, stream, opt_in, public, sender_name, sender_address, sender_contact,
                   complaint_contact, header_id, created_at, archived_at,
                   (SELECT string_agg(sender, ',' ORDER BY sender) FROM list_senders s
                     WHERE s.list_id = lists.list_id) AS sender_emails
              FROM lists WHERE \(condition) ORDER BY slug
            """
        ) { row in
            MailingList(
                id: ListID(rawValue: try row.get("list_id")),
                slug: try row.get("slug"),
                name: try row.get("name"),
                stream: try row.named("stream"),
                optIn: try row.named("opt_in"),
                isPublic: try row.get("public"),
                sender: SenderProfile(
                    name: try row.optional("sender_name"), address: try row.optional("sender_address"),
                    contact: try row.optional("sender_contact"),
                    complaintContact: try row.optional("complaint_contact")),
                // A match form may hold a comma between quotes alone, and such senders are refused.
                senderEmails: (try row.optional("sender_emails", as: String.self) ?? "").split(separator: ",")
                    .map(String.init),
                headerID: try row.optional("header_id"),
                createdAt: try row.get("created_at"),
                archivedAt: try row.optional("archived_at"))
        }
    }
}

extension Row {
    /// The value of a column that holds the name of a case.
    func named<Value: RawRepresentable>(_ column: String, as type: Value.Type = Value.self)
        throws(PostgresError) -> Value where Value.RawValue == String
    {
        guard let value = Value(rawValue: try get(column)) else {
            throw .unexpected(column: column, wanted: "\(Value.self)")
        }
        return value
    }
}
