extension Parser {
    /// `restriction: comparable [comparator arg]`
    mutating func restriction() throws(SegmentError) -> Restriction {
        let start = current.range.lowerBound
        comparisons += 1
        if comparisons > Self.maximumComparisons {
            throw SegmentError(
                "more than \(Self.maximumComparisons) comparisons", at: current.range,
                expected: "fewer; mark such contacts with an attribute or a list")
        }
        var subject = try comparable()
        // What stands alone among values is a value itself.
        if valueGroups > 0, case .member(let member) = subject { subject = .member(try moved(member)) }
        guard case .comparator(let comparator) = current.kind else {
            return Restriction(subject: subject, comparison: nil, range: start..<end)
        }
        let range = current.range
        advance()
        let comparison = Restriction.Comparison(comparator: comparator, range: range, argument: try value())
        return Restriction(subject: subject, comparison: comparison, range: start..<end)
    }

    /// `comparable: member | function`
    private mutating func comparable() throws(SegmentError) -> Subject {
        let first = index
        let member = try member()
        guard case .open = current.kind, !current.followsSpace else { return .member(member) }
        if let quoted = tokens[first..<index].first(where: \.isString) {
            throw SegmentError("a function's name is not quoted", at: quoted.range, expected: "the name as it is")
        }
        return .call(try function(named: member))
    }

    /// `member: value {DOT field}`
    private mutating func member() throws(SegmentError) -> Member {
        let start = current.range.lowerBound
        if let keyword = current.keyword {
            throw SegmentError(
                "\(keyword.rawValue) stands where a condition belongs", at: current.range,
                expected: "a condition, such as plan = \"pro\"; the word itself goes in quotes")
        }
        var parts = [try word()]
        while case .dot = current.kind {
            try refuseSpaceBefore("“.”")
            advance()
            try refuseSpaceBefore("the name after “.”")
            parts.append(try word())
        }
        return Member(parts: parts, range: start..<end)
    }

    /// `value: TEXT | STRING`, and the sign before a number.
    private mutating func word() throws(SegmentError) -> Word {
        switch current.kind {
        case .word(let pattern):
            advance()
            return Word(pattern: pattern, isQuoted: false)
        case .string(let pattern):
            advance()
            return Word(pattern: pattern, isQuoted: true)
        case .minus:
            advance()
            guard case .word(let pattern) = current.kind, !current.followsSpace else {
                throw unexpected(expected: "a number directly after “-”")
            }
            advance()
            return Word(pattern: Pattern("-") + pattern, isQuoted: false)
        case .end:
            throw SegmentError("the expression ends too early", at: current.range, expected: "a field or a value")
        default:
            throw unexpected(expected: "a field or a value")
        }
    }

    /// `function: name {DOT name} LPAREN [argList] RPAREN`
    private mutating func function(named name: Member) throws(SegmentError) -> FunctionCall {
        let open = current.range
        try enter()
        advance()
        var arguments: [Argument] = []
        if !isAtClose {
            arguments.append(try argument())
            while case .comma = current.kind {
                advance()
                arguments.append(try argument())
            }
        }
        let close = try takeClose(of: open)
        depth -= 1
        return FunctionCall(
            name: name.description, nameRange: name.range, arguments: arguments,
            range: name.range.lowerBound..<close.upperBound)
    }

    /// `arg: comparable | composite`
    private mutating func argument() throws(SegmentError) -> Argument {
        if case .open = current.kind {
            let (node, range) = try composite()
            return .group(node, range)
        }
        switch try comparable() {
        case .member(let member): return .member(try moved(member))
        case .call(let call): return .call(call)
        }
    }

    /// `arg` after a comparator, where parentheses hold values.
    private mutating func value() throws(SegmentError) -> Argument {
        valueGroups += 1
        let argument = try argument()
        valueGroups -= 1
        return argument
    }

    /// `now` or `today` with the duration that is added to it or taken from it, as one word.
    private mutating func moved(_ member: Member) throws(SegmentError) -> Member {
        guard member.parts.count == 1, !member.parts[0].isQuoted, ["now", "today"].contains(member.description) else {
            return member
        }
        let sign: String
        switch current.kind {
        case .minus where nextBeginsWithDigit:
            advance()
            sign = "-"
        case .word(let pattern) where pattern.text == "+" && nextBeginsWithDigit:
            advance()
            sign = "+"
        case .word(let pattern) where pattern.text.hasPrefix("+"):
            sign = ""
        default:
            return member
        }
        let base = Pattern(member.description + sign)
        let duration = try self.member()
        guard duration.parts.allSatisfy({ !$0.isQuoted }) else {
            throw SegmentError("a duration is not quoted", at: duration.range, expected: TimeSpan.expectation)
        }
        let first = Word(pattern: base + duration.parts[0].pattern, isQuoted: false)
        return Member(
            parts: [first] + duration.parts.dropFirst(), range: member.range.lowerBound..<duration.range.upperBound)
    }
}

extension Token {
    fileprivate var isString: Bool {
        if case .string = kind { true } else { false }
    }
}
