package import Consent
import Postgres
import SQL

extension Store {
    /// Appends what one or a few people said. Answers are in the order of the server, not of `lines`.
    package func append(_ lines: [ConsentLine]) throws -> [Appended] {
        let document = "[" + lines.map(\.json).joined(separator: ",") + "]"
        return try connection.map(
            "SELECT event_id, contact_id, list_id, occurred_at, outcome FROM append_events(\(Bind.json(document)))"
        ) { row in
            Appended(
                event: try row.get("event_id"), contact: try row.get("contact_id"),
                list: ListID(rawValue: try row.get("list_id")), occurredAt: try row.get("occurred_at"),
                outcome: try row.named("outcome"))
        }
    }

    /// Folds the whole ledger again and compares it with the state tables.
    package func verifyLedger() throws -> Verification {
        let counts = try connection.first(
            "SELECT count(*) AS lines, count(DISTINCT contact_id) AS contacts FROM consent_events"
        ) { row in
            (try row.get("lines", as: Int.self), try row.get("contacts", as: Int.self))
        }
        let differences = try connection.map(
            "SELECT state_table, contact_id, key FROM ledger_differences LIMIT 100"
        ) { row in
            Verification.Difference(
                table: try row.get("state_table"), contact: try row.get("contact_id"), key: try row.get("key"))
        }
        return Verification(lines: counts?.0 ?? 0, contacts: counts?.1 ?? 0, differences: differences)
    }
}

/// What came of a line.
package struct Appended: Sendable {
    package let event: ContactID
    package let contact: ContactID
    package let list: ListID
    /// The instant that the line bears, stamped by the database for a live one.
    package let occurredAt: Instant
    package let outcome: Outcome

    package enum Outcome: String, Sendable {
        case appended
        /// The event is in the ledger already: nothing was added.
        case known
        /// A yes that may not lift the no that stands: nothing was added.
        case protected
    }
}

/// The result of `ledger verify`.
package struct Verification: Sendable {
    package let lines: Int
    package let contacts: Int
    /// At most 100.
    package let differences: [Difference]

    package struct Difference: Sendable {
        package let table: String
        package let contact: ContactID
        package let key: String
    }
}
