import SQL

/// Rows that belong to a contact, at most one each, in which an operand has its value.
///
/// A comparison with such a value is written as EXISTS over the rows: the database then joins the whole set once, or
/// looks single contacts up by index, whichever is less work. A subquery for the value would run for every contact.
struct Relation: Sendable {
    /// The rows and the condition that they belong to the contact: `subscriptions_at($1, $2) s WHERE s.contact_id = …`.
    private let rows: Statement

    init(rows: Statement) {
        self.rows = rows
    }

    /// Whether the contact has a row for which `condition` is true. Never null.
    func exists(_ condition: Statement) -> Statement {
        // Two hints for the planner, which knows nothing of how values in derived rows are spread. Of a plain comparison
        // it would believe that it keeps one row in 200, of a CASE that it keeps half. And a bare EXISTS it would turn into
        // a join of what it takes for 200 contacts, looked up one by one; behind IS TRUE it hashes the rows once, or looks
        // up by index where few contacts are asked.
        "(EXISTS (SELECT FROM \(rows) AND CASE WHEN \(condition) THEN TRUE ELSE FALSE END) IS TRUE)"
    }

    /// A condition on the row as one on the contact: unknown where there is no row.
    func exists(_ condition: Predicate) -> Predicate {
        Predicate(selecting: exists(condition.selecting), rejecting: exists(condition.rejecting))
    }
}
