/// A condition as a value: true, false or unknown, compared with true and false.
struct ConditionKind: ValueKind {
    let condition: Predicate

    var expectation: String { "true or false" }

    func predicate(for comparison: ValueComparison) throws(SegmentError) -> Predicate {
        let isTrue = try comparison.requireTruth()
        return isTrue == (comparison.comparator == .equal) ? condition : condition.negated
    }
}
