import SQL

/// True and false, which have no order.
struct BooleanKind: ValueKind {
    var expectation: String { "true or false" }

    func predicate(for comparison: ValueComparison) throws(SegmentError) -> Predicate {
        let (operand, comparator) = (comparison.operand, comparison.comparator)
        guard comparator == .equal || comparator == .notEqual else {
            throw comparison.refusal(expected: "=, != or :")
        }
        guard let word = comparison.literal.word, word == "true" || word == "false" else {
            throw comparison.mismatch
        }
        let exact = comparator.comparing(operand.value, word == "true" ? "TRUE" : "FALSE")
        guard comparator == .equal, let attribute = operand.attribute else { return Predicate(exact) }
        return Predicate(exact: exact, selecting: AttributeDocument(attribute, scalar: word).isContained)
    }
}
