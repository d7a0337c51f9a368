import SQL

/// A field that every contact has, as opposed to attributes.
///
/// `email` and `domain` compare without regard to the case of ASCII letters; all other text compares by code point.
enum BuiltInField: String, CaseIterable {
    /// The canonical address.
    case email
    /// What stands after the last `@` of the address, an A-label for a Japanese domain.
    case domain
    case name
    case locale
    case createdAt = "created_at"
    case updatedAt = "updated_at"

    var operand: Operand {
        switch self {
        case .email:
            Operand(
                name: rawValue, kind: TextKind(order: .none, ignoresCase: true),
                value: "lower(c.canonical_address COLLATE \"C\")")
        case .domain:
            Operand(
                name: rawValue, kind: TextKind(order: .none, ignoresCase: true),
                value: "lower(split_part(c.canonical_address, '@', -1) COLLATE \"C\")")
        case .name:
            Operand(name: rawValue, kind: TextKind(order: .none), value: "c.name")
        case .locale:
            Operand(name: rawValue, kind: TextKind(order: .none), value: "c.locale")
        case .createdAt:
            Operand(name: rawValue, kind: TimestampKind(storage: .column), value: "c.created_at")
        case .updatedAt:
            Operand(name: rawValue, kind: TimestampKind(storage: .column), value: "c.updated_at")
        }
    }
}
