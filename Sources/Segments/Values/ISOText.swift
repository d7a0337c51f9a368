import SQL

/// Attributes that are dates or times: JSON strings whose order by code point is that of time, so that no cast is needed
/// that could fail. A string of another shape is no value.
enum ISOText {
    /// The shape of `2026-01-31`, as a regular expression.
    static let date: Statement = "'^[0-9]{4}-[0-9]{2}-[0-9]{2}$'"
    /// The shape of `2026-01-31T09:00:00Z`. A fraction of a second would break the order: `.` sorts before `Z`.
    static let timestamp: Statement = "'^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$'"

    /// The attribute as text, or null where it has another shape.
    static func value(_ attribute: String, shapedAs shape: Statement) -> Statement {
        """
        (CASE WHEN (c.attributes ->> \(attribute)) ~ \(shape) THEN c.attributes ->> \(attribute) END) COLLATE "C"
        """
    }

    /// The comparison with `text`.
    ///
    /// Matching the shape costs five times as much as comparing, so where unknown may be false it comes second; an index
    /// on the text serves that form too.
    static func compare(
        _ operand: Operand, shapedAs shape: Statement, _ comparator: Comparator, _ text: String
    ) -> Predicate {
        let exact = comparator.comparing(operand.value, "\(text)")
        guard let attribute = operand.attribute else { return Predicate(exact) }
        // With a fraction, @> would find what has another shape.
        if comparator == .equal, attribute.index != .own, !text.contains(".") {
            return Predicate(exact: exact, selecting: AttributeDocument(attribute.name, string: text).isContained)
        }
        let unchecked = comparator.comparing("((c.attributes ->> \(attribute.name)) COLLATE \"C\")", "\(text)")
        return Predicate(exact: exact, selecting: "(\(unchecked) AND (c.attributes ->> \(attribute.name)) ~ \(shape))")
    }
}
