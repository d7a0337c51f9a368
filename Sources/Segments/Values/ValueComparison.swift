/// One comparison of an operand with a value, to be made by the operand's kind.
struct ValueComparison: Sendable {
    let operand: Operand
    let comparator: Comparator
    /// Where the comparator stands.
    let range: Range<Int>
    let literal: Literal
    let clock: SegmentClock

    /// The same with another comparator.
    func with(_ comparator: Comparator) -> ValueComparison {
        ValueComparison(operand: operand, comparator: comparator, range: range, literal: literal, clock: clock)
    }

    /// The error for a value that does not fit.
    var mismatch: SegmentError {
        let problem =
            literal.pattern.hasWildcard ? "wildcards are for text" : "this value does not fit “\(operand.name)”"
        return SegmentError(problem, at: literal.range, expected: operand.kind.expectation)
    }

    /// The error for a comparator that the kind does not know.
    func refusal(expected: String) -> SegmentError {
        SegmentError(
            "“\(comparator.rawValue)” cannot be asked of “\(operand.name)”", at: range, expected: expected)
    }

    /// Throws unless the comparator is one of values that have an order.
    func requireEqualityOrOrder() throws(SegmentError) {
        guard comparator != .like, comparator != .notLike else {
            throw refusal(expected: "=, !=, <, <=, >, >= or :")
        }
    }
}
