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
    /// What the condition asks, if it is no more than whether a text is one of some.
    private(set) var membership: Membership?

    /// That a value is one of some texts.
    struct Membership: Sendable {
        let value: Statement
        var texts: [String]
    }

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

    /// True where a value is one of some texts: asked once, however many they are.
    init(_ membership: Membership) {
        let texts = membership.texts
        self.init(
            texts.count == 1
                ? "(\(membership.value) = \(texts[0]))" : "(\(membership.value) = ANY (\(Bind.texts(texts))))")
        self.membership = membership
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
        let predicates = gathered(predicates)
        if predicates.count == 1 { return predicates[0] }
        return Predicate(
            selecting: "(\(Statement(joining: predicates.map(\.selecting), by: " OR ")))",
            rejecting: "(\(Statement(joining: predicates.map(\.rejecting), by: " AND ")))")
    }

    /// The same conditions, those that ask about the same value as one, where the first of them stands.
    private static func gathered(_ predicates: [Predicate]) -> [Predicate] {
        var kept: [Predicate] = []
        var memberships: [Int: Membership] = [:]
        // By the text of the value, which values with other binds share.
        var places: [String: [(binds: [Bind], place: Int)]] = [:]
        for predicate in predicates {
            if let membership = predicate.membership {
                let (text, binds) = membership.value.rendered
                if let place = places[text]?.first(where: { $0.binds == binds })?.place {
                    memberships[place]?.texts += membership.texts
                    continue
                }
                places[text, default: []].append((binds, kept.count))
                memberships[kept.count] = membership
            }
            kept.append(predicate)
        }
        for (place, membership) in memberships where kept[place].membership?.texts.count != membership.texts.count {
            kept[place] = Predicate(membership)
        }
        return kept
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
