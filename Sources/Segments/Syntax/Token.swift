/// The smallest piece of an expression that means something.
struct Token: Sendable {
    enum Kind: Sendable {
        /// TEXT of the grammar: unquoted.
        case word(Pattern)
        /// STRING of the grammar: what stood between quotes, escapes resolved.
        case string(Pattern)
        /// A `-` that begins a word.
        case minus
        case comparator(Comparator)
        case dot
        case comma
        case open
        case close
        case end
    }

    let kind: Kind
    /// Where it stands, in Unicode scalars from the start of the text.
    let range: Range<Int>
    /// Whether white space stands before it.
    let followsSpace: Bool

    /// The operator that an unquoted word spells. Only upper case counts (AIP-160).
    var keyword: Keyword? {
        guard case .word(let pattern) = kind, !pattern.hasWildcard else { return nil }
        return Keyword(rawValue: pattern.text)
    }
}

/// The logical operators.
enum Keyword: String, Sendable, CaseIterable {
    case and = "AND"
    case or = "OR"
    case not = "NOT"
}
