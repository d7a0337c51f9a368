extension Parser {
    var current: Token { tokens[index] }

    /// Where the token before this one ends.
    var end: Int { index == 0 ? 0 : tokens[index - 1].range.upperBound }

    var isAtClose: Bool {
        if case .close = current.kind { true } else { false }
    }

    var beginsFactor: Bool {
        switch current.kind {
        case .word: current.keyword != .or
        case .string, .minus, .open: true
        case .comparator, .dot, .comma, .close, .end: false
        }
    }

    var nextBeginsWithDigit: Bool {
        guard case .word(let pattern) = tokens[index + 1].kind else { return false }
        return pattern.text.unicodeScalars.first?.isDigit == true
    }

    mutating func advance() {
        if index < tokens.count - 1 { index += 1 }
    }

    mutating func takeOperator() throws(SegmentError) {
        let name = current.keyword?.rawValue ?? ""
        try requireSpaceBefore(name)
        advance()
        if case .end = current.kind { return }
        try requireSpaceBefore("what follows \(name)")
    }

    mutating func takeClose(of open: Range<Int>) throws(SegmentError) -> Range<Int> {
        guard case .close = current.kind else {
            if case .end = current.kind {
                throw SegmentError("this “(” is not closed", at: open, expected: "a “)”")
            }
            throw unexpected(expected: "AND, OR or “)”")
        }
        defer { advance() }
        return current.range
    }

    mutating func enter() throws(SegmentError) {
        depth += 1
        if depth > Self.maximumDepth {
            throw SegmentError(
                "parentheses nest deeper than \(Self.maximumDepth) levels", at: current.range,
                expected: "fewer; save a part as a segment of its own")
        }
    }

    func requireSpaceBefore(_ what: String) throws(SegmentError) {
        if !current.followsSpace {
            throw SegmentError("a space is missing", at: current.range, expected: "a space before \(what)")
        }
    }

    func refuseSpaceBefore(_ what: String) throws(SegmentError) {
        if current.followsSpace {
            throw SegmentError("a space around a dot", at: current.range, expected: "no space before \(what)")
        }
    }

    func unexpected(expected: String) -> SegmentError {
        let found =
            switch current.kind {
            case .word, .string: "this does not belong here"
            case .minus: "“-” does not belong here"
            case .comparator(let comparator): "“\(comparator.rawValue)” does not belong here"
            case .dot: "“.” does not belong here"
            case .comma: "“,” does not belong here"
            case .open: "“(” does not belong here"
            case .close: "“)” does not belong here"
            case .end: "the expression ends too early"
            }
        return SegmentError(found, at: current.range, expected: expected)
    }
}
