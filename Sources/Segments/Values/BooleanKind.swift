import SQL

/// True and false, which have no order.
struct BooleanKind: ValueKind {
    var expectation: String { "true or false" }

    func predicate(for comparison: ValueComparison) throws(SegmentError) -> Predicate {
        let (operand, comparator) = (comparison.operand, comparison.comparator)
        let isTrue = try comparison.requireTruth()
        let exact = comparator.comparing(operand.value, isTrue ? "TRUE" : "FALSE")
        guard comparator == .equal, let attribute = operand.attribute else { return Predicate(exact) }
        return Predicate(exact: exact, selecting: attribute.equals(scalar: isTrue ? "true" : "false", of: "'boolean'"))
    }
}

extension ValueComparison {
    /// Whether the value is true. Throws unless it is true or false, compared by `=` or `!=`.
    func requireTruth() throws(SegmentError) -> Bool {
        guard comparator == .equal || comparator == .notEqual else { throw refusal(expected: "=, != or :") }
        switch literal.word {
        case "true": return true
        case "false": return false
        default: throw mismatch
        }
    }
}
