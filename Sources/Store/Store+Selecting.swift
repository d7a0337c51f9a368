package import Consent
import Postgres
package import SQL

/// Which contacts are asked for: those that a predicate over `contacts c` selects, on a list only who may be mailed on it.
package struct ContactQuery: Sendable {
    package let predicate: Statement
    package let list: ListID?
    /// When the rules of consent are asked.
    package let at: Instant

    package init(_ predicate: Statement, sendableOn list: ListID? = nil, at: Instant) {
        self.predicate = predicate
        self.list = list
        self.at = at
    }

    /// What follows SELECT … in a statement over `contacts c`.
    fileprivate var source: Statement {
        guard let list else { return "FROM contacts c WHERE \(predicate)" }
        // Of a plain comparison with the reason the planner would believe that it keeps one row in 200.
        return """
            FROM contacts c JOIN subscriptions_at(\(list.rawValue), \(at)) s USING (contact_id)
            WHERE CASE s.reason WHEN 'subscribed' THEN TRUE ELSE FALSE END AND (\(predicate))
            """
    }

    /// The statement that counts them.
    package var counting: Statement { "SELECT count(*) AS count \(source)" }

    /// Their ids.
    var ids: Statement { "SELECT c.contact_id \(source)" }
}

extension Store {
    /// Makes the rest of the transaction ready to read all contacts: the sets that expressions ask are hashed in memory.
    package func prepareToSelect() throws {
        try connection.execute(
            """
            SELECT set_config('jit', 'off', true), set_config('work_mem', '256MB', true),
                   set_config('statement_timeout', '0', true), set_config('cursor_tuple_fraction', '1', true)
            """)
    }

    /// How many contacts a query finds.
    package func count(_ query: ContactQuery) throws -> Int {
        try transaction {
            try prepareToSelect()
            return try connection.first(query.counting) { row in try row.get("count", as: Int.self) } ?? 0
        }
    }

    /// How many contacts a predicate selects; with a list, how many of those are sendable on it at `at`.
    package func count(_ predicate: Statement, sendableOn list: ListID? = nil, at: Instant) throws -> Int {
        try count(ContactQuery(predicate, sendableOn: list, at: at))
    }

    /// How many contacts the planner expects a query to find, from its statistics, without reading any.
    package func estimate(_ query: ContactQuery) throws -> Int {
        let plan = try plan(of: query.ids)
        // The first line: `Seq Scan on contacts c  (cost=0.00..1.00 rows=123 width=16)`.
        guard let rows = plan.first?.firstMatch(of: /rows=([0-9]+) width=/)?.1, let count = Int(rows) else {
            throw PostgresError.unexpected(column: "QUERY PLAN", wanted: "rows=…")
        }
        return count
    }

    /// How the server would go about a statement, a line each.
    package func plan(of statement: Statement) throws -> [String] {
        try transaction {
            try prepareToSelect()
            return try connection.map("EXPLAIN \(statement)") { row in try row.get("\"QUERY PLAN\"") }
        }
    }
}

/// A contact as lists of people show it.
package struct ListedContact: Sendable {
    package let id: ContactID
    package let address: String
    package let name: String?
    package let locale: String?
    /// A JSON object.
    package let attributes: String
}

// Contacts as a stream, within a transaction.
extension Store {
    /// Which of the contacts a stream has.
    package enum Portion: Sendable {
        /// All of them in the order of their ids, or the first so many.
        case all(limit: Int?)
        /// So many at random, each as likely as any other.
        case sample(Int)
    }

    /// Opens the stream of the contacts that a query finds.
    package func openContacts(_ query: ContactQuery, _ portion: Portion) throws {
        try prepareToSelect()
        let end: Statement =
            switch portion {
            case .all(let limit): "ORDER BY c.contact_id LIMIT \(limit.map { Bind.int64(Int64($0)) } ?? .null)"
            case .sample(let count): "ORDER BY random() LIMIT \(count)"
            }
        try connection.execute(
            """
            DECLARE selected_contacts NO SCROLL CURSOR FOR
            SELECT c.contact_id, c.canonical_address, c.name, c.locale, c.attributes \(query.source) \(end)
            """)
    }

    /// The next contacts of the stream; none at its end.
    package func nextContacts() throws -> [ListedContact] {
        try connection.map("FETCH FORWARD 1000 FROM selected_contacts") { row in
            ListedContact(
                id: try row.get("contact_id"), address: try row.get("canonical_address"),
                name: try row.optional("name"), locale: try row.optional("locale"),
                attributes: try row.get("attributes"))
        }
    }
}
