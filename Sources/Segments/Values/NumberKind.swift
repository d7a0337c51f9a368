import Consent
import SQL

/// Numbers, compared exactly as decimals.
struct NumberKind: ValueKind {
    var expectation: String { "a number, such as 42, -1.5 or 2.997e9" }

    func predicate(for comparison: ValueComparison) throws(SegmentError) -> Predicate {
        try comparison.requireEqualityOrOrder()
        let (operand, comparator) = (comparison.operand, comparison.comparator)
        guard let text = comparison.literal.plainText, let number = Decimal(text) else { throw comparison.mismatch }
        let exact = comparator.comparing(operand.value, "\(number.text)::text::numeric")
        guard let attribute = operand.attribute else { return Predicate(exact) }
        // JSON numbers equal and order as numeric does, which saves the way through text.
        if comparator == .equal {
            return Predicate(exact: exact, selecting: attribute.equals(scalar: number.text, of: "'number'"))
        }
        let unchecked = comparator.comparing("(c.attributes -> \(attribute.name))", "\(Bind.json(number.text))")
        return Predicate(
            exact: exact, selecting: "(\(unchecked) AND jsonb_typeof(c.attributes -> \(attribute.name)) = 'number')")
    }
}
