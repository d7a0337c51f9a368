package import Consent
import Postgres
import SQL

/// What a sender address of mail stands for.
package struct ListSender: Sendable, Equatable {
    package let list: ListID
    package let slug: String
    package let isArchived: Bool

    package init(list: ListID, slug: String, isArchived: Bool) {
        self.list = list
        self.slug = slug
        self.isArchived = isArchived
    }
}

extension Store {
    /// All sender addresses that stand for a list, by their match form.
    package func listSenders() throws -> [String: ListSender] {
        let rows = try connection.map(
            """
            SELECT s.sender, l.list_id, l.slug, l.archived_at IS NOT NULL AS archived
              FROM list_senders s JOIN lists l USING (list_id)
            """
        ) { row in
            (
                sender: try row.get("sender", as: String.self),
                stands: ListSender(
                    list: ListID(rawValue: try row.get("list_id")), slug: try row.get("slug"),
                    isArchived: try row.get("archived"))
            )
        }
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.sender, $0.stands) })
    }

    /// Lets just these addresses stand for a list; to be called in a transaction. Throws `unknownList`, and `senderTaken`
    /// if one of them stands for another list.
    package func setSenders(of slug: String, to senders: [EmailAddress]) throws {
        let list = try list(slug)
        try connection.execute("DELETE FROM list_senders WHERE list_id = \(list.id.rawValue)")
        for sender in Set(senders.map(\.matchForm)).sorted() {
            let added = try connection.execute(
                """
                INSERT INTO list_senders (sender, list_id) VALUES (\(sender), \(list.id.rawValue))
                ON CONFLICT ON CONSTRAINT list_senders_pkey DO NOTHING
                """)
            guard added == 0 else { continue }
            throw StoreError.senderTaken(list: try listSenders()[sender]?.slug ?? "another list")
        }
    }
}
