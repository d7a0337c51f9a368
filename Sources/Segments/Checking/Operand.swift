import SQL

/// What stands on the left of a comparison: a field, an attribute or the result of a function.
struct Operand: Sendable {
    /// How messages call it.
    let name: String
    let kind: any ValueKind
    /// The SQL of its value, in the form that `kind` compares; null where it is absent or not of that kind.
    let value: Statement
    /// The SQL of whether it is there, never null.
    let presence: Statement
    /// The attribute that it is.
    let attribute: Attribute?
    /// Where the value is not the contact's own: the rows that `value` speaks of.
    let relation: Relation?

    /// An attribute as stored, and how equality with it is looked up.
    struct Attribute: Sendable {
        let name: String
        let index: Index
    }

    /// Which index serves equality.
    enum Index: Sendable {
        case none
        /// One on the values of this attribute that are of its declared type.
        case own
        /// One on all attributes, which `@>` asks.
        case shared
    }

    init(name: String, kind: any ValueKind, value: Statement, presence: Statement? = nil, attribute: Attribute? = nil) {
        self.name = name
        self.kind = kind
        self.value = value
        self.presence = presence ?? "(\(value) IS NOT NULL)"
        self.attribute = attribute
        relation = nil
    }

    /// A value in rows that belong to the contact.
    init(name: String, kind: any ValueKind, value: Statement, in relation: Relation) {
        self.name = name
        self.kind = kind
        self.value = value
        presence = relation.exists("\(value) IS NOT NULL")
        attribute = nil
        self.relation = relation
    }

    /// A condition, which may stand alone or be compared with true and false.
    init(name: String, condition: Predicate) {
        self.init(
            name: name, kind: ConditionKind(condition: condition),
            value: "CASE WHEN \(condition.selecting) THEN TRUE WHEN \(condition.rejecting) THEN FALSE END")
    }
}
