import Consent
import SQL

/// Text, compared by code point. Wildcards count in equality.
struct TextKind: ValueKind {
    /// Whether text comes before and after other text.
    enum Order {
        /// As a field of text that only has equality.
        case none
        /// As an attribute that was not declared, and so may be text, a number or a date.
        case needsDeclaration
        case codePoint
    }

    let order: Order
    /// Whether the SQL value is in lower case, by ASCII, and a literal is to be too.
    var ignoresCase = false

    var expectation: String { "a text" }

    func predicate(for comparison: ValueComparison) throws(SegmentError) -> Predicate {
        let (operand, literal) = (comparison.operand, comparison.literal)
        let pattern = ignoresCase ? literal.pattern.asciiLowercased : literal.pattern
        switch comparison.comparator {
        case .equal, .has:
            return equality(operand, pattern)
        case .notEqual:
            if pattern.hasWildcard { return Predicate("(\(operand.value) NOT LIKE \(pattern.like))") }
            return Predicate("(\(operand.value) <> \(pattern.text))")
        case .like:
            return Predicate("(\(Self.foldingCase(operand.value)) LIKE \(Self.foldingCase("\(pattern.like)")))")
        case .notLike:
            return Predicate("(\(Self.foldingCase(operand.value)) NOT LIKE \(Self.foldingCase("\(pattern.like)")))")
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            return try ordering(comparison)
        }
    }

    /// Text for comparison without regard to case, in any script.
    static func foldingCase(_ text: Statement) -> Statement {
        // Collation "C" knows only ASCII; this one is in every PostgreSQL built with ICU, as all packages are.
        "lower(\(text) COLLATE \"und-x-icu\")"
    }

    private func equality(_ operand: Operand, _ pattern: Pattern) -> Predicate {
        if pattern.hasWildcard { return Predicate("(\(operand.value) LIKE \(pattern.like))") }
        let plain = Predicate(Predicate.Membership(value: operand.value, texts: [pattern.text]))
        guard let attribute = operand.attribute else { return plain }
        let exact = plain.selecting
        switch attribute.index {
        case .none:
            return plain
        case .own:
            // What is longer is not in the index.
            guard pattern.text.utf8.count <= 2000 else { return plain }
            return Predicate(
                exact: exact, selecting: "(\(exact) AND octet_length(c.attributes ->> \(attribute.name)) <= 2000)")
        case .shared:
            return Predicate(exact: exact, selecting: containment(attribute.name, pattern.text, exact) ?? exact)
        }
    }

    /// Equality that an index on all attributes serves, if there is a form of it that is true for the same contacts.
    private func containment(_ attribute: String, _ text: String, _ exact: Statement) -> Statement? {
        let string = AttributeDocument(attribute, string: text)
        // As text, the number 5 and the string "5" are the same, so both are looked up, and what @> takes for equal
        // though it is written otherwise (5.0) is checked again.
        if Decimal(text) != nil || text == "true" || text == "false" {
            let scalar = AttributeDocument(attribute, scalar: text)
            return "((\(string.isContained) OR \(scalar.isContained)) AND \(exact))"
        }
        // The text of a JSON array or object may equal what was asked for; @> would miss it.
        if text.hasPrefix("[") || text.hasPrefix("{") { return nil }
        return string.isContained
    }

    private func ordering(_ comparison: ValueComparison) throws(SegmentError) -> Predicate {
        let (operand, literal) = (comparison.operand, comparison.literal)
        switch order {
        case .codePoint:
            guard let text = literal.plainText else {
                throw SegmentError("a wildcard has no order", at: literal.range, expected: "\\* for a star in quotes")
            }
            return Predicate(comparison.comparator.comparing(operand.value, "\(text)"))
        case .needsDeclaration:
            throw SegmentError(
                "“\(operand.name)” is not declared, and undeclared text has no order", at: comparison.range,
                expected: "a declaration first: lists attribute set \(shellWord(operand.name)) number (or date, …)")
        case .none:
            throw comparison.refusal(expected: "=, !=, ~, !~ or :")
        }
    }

    /// The name as a word of a shell.
    private func shellWord(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            byte >= 0x80 || byte == UInt8(ascii: "_") || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- 0x30 < 10
        }
        if isPlain { return name }
        let runs = name.split(separator: "'", omittingEmptySubsequences: false)
        return "'" + runs.joined(separator: "'\\''") + "'"
    }
}
