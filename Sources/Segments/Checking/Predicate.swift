import SQL

/// A condition as SQL, told by whom it selects and whom it rejects.
///
/// Conditions are three-valued, as SQL has it: what compares an absent value is unknown, and so is its NOT. Whoever is
/// neither selected nor rejected is unknown. Both forms stand in a WHERE, where null counts as false, so each may be
/// written in the way that the database finds quickest; NOT exchanges them, and goes down to the leaves (De Morgan).
struct Predicate: Sendable {
    /// True where the condition is true, else false or null.
    let selecting: Statement
    /// True where the condition is false, else false or null.
    let rejecting: Statement

    init(selecting: Statement, rejecting: Statement) {
        self.selecting = selecting
        self.rejecting = rejecting
    }

    /// A condition that is true, false or null exactly as the language says.
    init(_ exact: Statement) {
        self.init(exact: exact, selecting: exact)
    }

    init(exact: Statement, selecting: Statement) {
        self.init(selecting: selecting, rejecting: "(NOT \(exact))")
    }

    static let everyone = Predicate(selecting: "TRUE", rejecting: "FALSE")

    /// True where all are.
    static func all(_ predicates: [Predicate]) -> Predicate {
        Predicate(
            selecting: "(\(Statement(joining: predicates.map(\.selecting), by: " AND ")))",
            rejecting: "(\(Statement(joining: predicates.map(\.rejecting), by: " OR ")))")
    }

    /// True where any is.
    static func any(_ predicates: [Predicate]) -> Predicate {
        Predicate(
            selecting: "(\(Statement(joining: predicates.map(\.selecting), by: " OR ")))",
            rejecting: "(\(Statement(joining: predicates.map(\.rejecting), by: " AND ")))")
    }

    /// True where this is false.
    var negated: Predicate { Predicate(selecting: rejecting, rejecting: selecting) }

    /// True where this is, false where it is false or unknown.
    var known: Predicate { Predicate(selecting: selecting, rejecting: "(\(selecting) IS NOT TRUE)") }
}

extension Statement {
    /// `statements` one after another with `separator` between them.
    init(joining statements: [Statement], by separator: Statement) {
        self = ""
        for (index, statement) in statements.enumerated() {
            if index > 0 { append(separator) }
            append(statement)
        }
    }
}
