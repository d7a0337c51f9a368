/// Reads the grammar of AIP-160 (https://google.aip.dev/assets/misc/ebnf-filtering.txt), rule by rule.
///
/// Beyond it: the comparators `~` and `!~`; a negative number as a value; `now` and `today` moved by a duration, also
/// with spaces (`now - 30d`, which AIP-160 would read as `now` and then `NOT 30d`).
struct Parser {
    /// How deep parentheses may nest: every level of them is a level of the stack.
    static let maximumDepth = 64
    /// How many comparisons one expression may hold.
    static let maximumComparisons = 1000

    let tokens: [Token]
    var index = 0
    var depth = 0
    var comparisons = 0
    /// How many groups of values (`plan = (pro OR gold)`) surround this place.
    var valueGroups = 0
    /// Whether AND, also the unwritten one, stands beside OR without parentheses.
    private(set) var mixesOperators = false

    init(_ text: String) throws(SegmentError) {
        tokens = try Lexer.tokens(of: text)
    }

    /// `filter: [expression]`
    mutating func filter() throws(SegmentError) -> Node? {
        if case .end = current.kind { return nil }
        let node = try expression()
        switch current.kind {
        case .end: return node
        case .close: throw SegmentError("no “(” belongs to this “)”", at: current.range, expected: "the end")
        default: throw unexpected(expected: "AND, OR or the end")
        }
    }

    /// `expression: sequence {WS AND WS sequence}`, `sequence: factor {WS factor}`
    private mutating func expression() throws(SegmentError) -> Node {
        var factors = [try factor()]
        while true {
            if current.keyword == .and {
                try takeOperator()
                factors.append(try factor())
            } else if beginsFactor {
                try requireSpaceBefore("what follows")
                factors.append(try factor())
            } else {
                break
            }
        }
        guard factors.count > 1 else { return factors[0].node }
        if factors.contains(where: \.isBareOr) { mixesOperators = true }
        return .all(factors.map(\.node))
    }

    /// `factor: term {WS OR WS term}`
    private mutating func factor() throws(SegmentError) -> (node: Node, isBareOr: Bool) {
        var terms = [try term()]
        while current.keyword == .or {
            try takeOperator()
            terms.append(try term())
        }
        return terms.count == 1 ? (terms[0], false) : (.any(terms), true)
    }

    /// `term: [(NOT WS | MINUS)] simple`
    private mutating func term() throws(SegmentError) -> Node {
        if current.keyword == .not {
            advance()
            try requireSpaceBefore("what NOT negates")
        } else if case .minus = current.kind {
            // Among values a number keeps its sign: `score = (-1 OR 1)`.
            if valueGroups > 0, nextBeginsWithDigit { return try simple() }
            advance()
            if current.followsSpace {
                throw unexpected(expected: "the condition directly after “-”, without a space")
            }
        } else {
            return try simple()
        }
        try refuseNegation()
        return .not(try simple())
    }

    /// Refuses a second NOT or `-`: the grammar has only one before each `simple`.
    private func refuseNegation() throws(SegmentError) {
        let isMinus = if case .minus = current.kind { true } else { false }
        if isMinus || current.keyword == .not {
            throw SegmentError("NOT of a NOT", at: current.range, expected: "parentheses: NOT (NOT …)")
        }
    }

    /// `simple: restriction | composite`
    private mutating func simple() throws(SegmentError) -> Node {
        if case .open = current.kind { return try composite().node }
        return .restriction(try restriction())
    }

    /// `composite: LPAREN expression RPAREN`
    mutating func composite() throws(SegmentError) -> (node: Node, range: Range<Int>) {
        let open = current.range
        try enter()
        advance()
        let node = try expression()
        let close = try takeClose(of: open)
        depth -= 1
        return (node, open.lowerBound..<close.upperBound)
    }
}
