import SQL

extension ValueComparison {
    /// The comparison as SQL.
    ///
    /// - `= null` and `!= null` ask for absence and presence, `:*` for presence: never unknown.
    /// - `:` asks whether the operand has the value: as `=`, but false where the operand is absent.
    /// - Everything else is unknown where the operand is absent.
    func predicate() throws(SegmentError) -> Predicate {
        if literal.word == "null" { return try nullPredicate() }
        guard comparator == .has else { return try comparison() }
        if literal.isStar { return Predicate(operand.presence) }
        return try (operand.kind.isCollection ? self : with(.equal)).comparison().known
    }

    /// The comparison by the operand's kind, unknown where the operand is absent.
    private func comparison() throws(SegmentError) -> Predicate {
        let predicate = try operand.kind.predicate(for: self)
        return operand.relation?.exists(predicate) ?? predicate
    }

    private func nullPredicate() throws(SegmentError) -> Predicate {
        switch comparator {
        case .equal: return Predicate("(NOT \(operand.presence))")
        case .notEqual: return Predicate(operand.presence)
        default: throw SegmentError("null has no order and no parts", at: range, expected: "= null or != null")
        }
    }
}

extension Comparator {
    /// The comparison of two SQL values that have an order.
    func comparing(_ left: Statement, _ right: Statement) -> Statement {
        switch self {
        case .equal, .has, .like: "(\(left) = \(right))"
        case .notEqual, .notLike: "(\(left) <> \(right))"
        case .less: "(\(left) < \(right))"
        case .lessOrEqual: "(\(left) <= \(right))"
        case .greater: "(\(left) > \(right))"
        case .greaterOrEqual: "(\(left) >= \(right))"
        }
    }
}
