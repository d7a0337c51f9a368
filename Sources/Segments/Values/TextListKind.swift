import Consent
import SQL

/// Lists of text, such as tags, which are asked with `:` whether they contain a text.
struct TextListKind: ValueKind {
    var expectation: String { "a text that may be in the list" }
    var isCollection: Bool { true }

    func predicate(for comparison: ValueComparison) throws(SegmentError) -> Predicate {
        let (operand, literal) = (comparison.operand, comparison.literal)
        guard comparison.comparator == .has else {
            throw comparison.refusal(expected: "“:”, as in \(operand.name):\"…\"")
        }
        guard let text = literal.plainText else {
            return Predicate(
                """
                EXISTS (SELECT FROM jsonb_array_elements_text(\(operand.value)) AS element \
                WHERE element LIKE \(literal.pattern.like))
                """)
        }
        let exact: Statement = "(\(operand.value) ? \(text))"
        guard let attribute = operand.attribute else { return Predicate(exact) }
        let list = JSONText.quoted(text)
        return Predicate(
            exact: exact,
            selecting: attribute.index == .own
                ? "((c.attributes -> \(attribute.name)) @> \(Bind.json("[\(list)]")))"
                : AttributeDocument(attribute.name, listOf: text).isContained)
    }
}
