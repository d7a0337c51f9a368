/// How values of one type are read from an expression and compared in SQL.
protocol ValueKind: Sendable {
    /// What messages say was expected: `a number, such as 42 or 1.5`.
    var expectation: String { get }

    /// Whether `:` looks for a member instead of meaning equality.
    var isCollection: Bool { get }

    /// The comparison as SQL, unknown where the operand's value is null.
    ///
    /// `null` and `:*` are dealt with before; a kind sees `:` only if it `isCollection`.
    func predicate(for comparison: ValueComparison) throws(SegmentError) -> Predicate
}

extension ValueKind {
    var isCollection: Bool { false }
}
