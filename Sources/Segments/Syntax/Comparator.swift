/// What stands between a field and a value.
enum Comparator: String, Sendable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    /// The field has the value. Unlike `=` this is never unknown: who lacks the field does not have the value.
    case has = ":"
    /// As `=`, without regard to case. Meibo's addition to AIP-160.
    case like = "~"
    /// As `!=`, without regard to case. Meibo's addition to AIP-160.
    case notLike = "!~"

    /// Whether it asks for what comes before or after.
    var isOrdering: Bool {
        switch self {
        case .less, .lessOrEqual, .greater, .greaterOrEqual: true
        case .equal, .notEqual, .has, .like, .notLike: false
        }
    }

    /// The comparator that is true when this one is false, of those that may be read as `NOT` of another.
    var negated: Comparator? {
        switch self {
        case .notEqual: .equal
        case .notLike: .like
        case .equal, .less, .lessOrEqual, .greater, .greaterOrEqual, .has, .like: nil
        }
    }
}
