import SQL

/// A condition as SQL in two forms.
///
/// Conditions are three-valued, as SQL has it: what compares an absent value is unknown, and so is its NOT. In a WHERE
/// unknown and false are the same, and under AND and OR they stay the same; only NOT tells them apart. So an index may
/// be used, as `@>` allows, wherever no NOT stands above.
struct Predicate: Sendable {
    /// True, false or null exactly as the language says.
    let exact: Statement
    /// True where `exact` is true, else false or null.
    let selecting: Statement

    init(_ exact: Statement) {
        self.init(exact: exact, selecting: exact)
    }

    init(exact: Statement, selecting: Statement) {
        self.exact = exact
        self.selecting = selecting
    }

    static let everyone = Predicate("TRUE")

    /// True where all are.
    static func all(_ predicates: [Predicate]) -> Predicate {
        Predicate(
            exact: "(\(Statement(joining: predicates.map(\.exact), by: " AND ")))",
            selecting: "(\(Statement(joining: predicates.map(\.selecting), by: " AND ")))")
    }

    /// True where any is.
    static func any(_ predicates: [Predicate]) -> Predicate {
        Predicate(
            exact: "(\(Statement(joining: predicates.map(\.exact), by: " OR ")))",
            selecting: "(\(Statement(joining: predicates.map(\.selecting), by: " OR ")))")
    }

    /// True where this is false.
    var negated: Predicate { Predicate("(NOT \(exact))") }

    /// True where this is, false where it is false or unknown.
    var known: Predicate { Predicate(exact: "(\(exact) IS TRUE)", selecting: selecting) }
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
