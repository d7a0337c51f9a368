package import Consent
import Postgres
import SQL

/// Somebody who may be mailed now, and whose last basis runs out soon.
package struct DueConsent: Sendable {
    package let contact: ContactID
    /// Nil for a contact whose address is not known.
    package let address: String?
    package let basis: String
    package let jurisdiction: String
    package let law: String
    package let endsAt: Instant
}

/// How many people on a list are due for the same reason.
package struct DueCount: Sendable {
    package let basis: String
    package let jurisdiction: String
    package let law: String
    package let people: Int
    package let firstEndsAt: Instant
}

extension Store {
    /// Opens the stream of those on a list whose basis stands at an instant and has run out at a later one.
    package func openDue(on list: ListID, from: Instant, until: Instant) throws {
        try allowLongStatements()
        try connection.execute("SET LOCAL jit = off")
        try connection.execute(
            """
            DECLARE due NO SCROLL CURSOR FOR
            SELECT d.contact_id, c.canonical_address, d.basis, d.jurisdiction, d.law, d.ends_at
              FROM due_between(\(list.rawValue), \(from), \(until)) d LEFT JOIN contacts c USING (contact_id)
             ORDER BY d.ends_at, d.contact_id
            """)
    }

    /// The next people of the stream; none at its end.
    package func nextDue() throws -> [DueConsent] {
        try connection.map("FETCH FORWARD 1000 FROM due") { row in
            DueConsent(
                contact: try row.get("contact_id"), address: try row.optional("canonical_address"),
                basis: try row.get("basis"), jurisdiction: try row.get("jurisdiction"), law: try row.get("law"),
                endsAt: try row.get("ends_at"))
        }
    }

    /// Lets the stream go, so that another may be opened.
    package func closeDue() throws {
        try connection.execute("CLOSE due")
    }

    package func countDue(on list: ListID, from: Instant, until: Instant) throws -> [DueCount] {
        try allowLongStatements()
        return try connection.map(
            """
            SELECT basis, jurisdiction, law, count(*) AS people, min(ends_at) AS first
              FROM due_between(\(list.rawValue), \(from), \(until))
             GROUP BY basis, jurisdiction, law ORDER BY first, jurisdiction, basis
            """
        ) { row in
            DueCount(
                basis: try row.get("basis"), jurisdiction: try row.get("jurisdiction"), law: try row.get("law"),
                people: try row.get("people"), firstEndsAt: try row.get("first"))
        }
    }
}
