import Consent

/// Days without a time, stored as the text `2026-01-31`.
struct DateKind: ValueKind {
    var expectation: String { "a date, such as 2026-01-31, today or today-30d" }

    func predicate(for comparison: ValueComparison) throws(SegmentError) -> Predicate {
        try comparison.requireEqualityOrOrder()
        let (operand, comparator) = (comparison.operand, comparison.comparator)
        guard case .day(let day)? = try comparison.literal.moment(comparison.clock) else {
            throw comparison.mismatch
        }
        return ISOText.compare(operand, shapedAs: ISOText.date, comparator, day.description)
    }
}
