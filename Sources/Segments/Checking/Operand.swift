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
    /// The name of the attribute that it is, as stored.
    let attribute: String?

    init(name: String, kind: any ValueKind, value: Statement, presence: Statement? = nil, attribute: String? = nil) {
        self.name = name
        self.kind = kind
        self.value = value
        self.presence = presence ?? "(\(value) IS NOT NULL)"
        self.attribute = attribute
    }
}
