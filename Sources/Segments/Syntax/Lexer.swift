/// Cuts an expression into tokens.
///
/// TEXT ends at white space, quotes and the signs of the grammar; a `.` stands apart, so that `a.b` is a traversal. The
/// one exception is a timestamp (`2026-01-31T09:00:00.5+09:00`), which is one word although `:` and `.` stand in it.
struct Lexer {
    let scalars: [Unicode.Scalar]
    var index = 0

    private init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    /// The tokens of `text`, the last of which is `end`.
    static func tokens(of text: String) throws(SegmentError) -> [Token] {
        var lexer = Lexer(text)
        var tokens: [Token] = []
        repeat {
            tokens.append(try lexer.next())
        } while !tokens[tokens.count - 1].isEnd
        return tokens
    }

    private mutating func next() throws(SegmentError) -> Token {
        let before = index
        while let scalar = peek(), scalar.properties.isWhitespace { index += 1 }
        let start = index
        let kind = try kindOfNext()
        return Token(kind: kind, range: start..<index, followsSpace: start > before)
    }

    private mutating func kindOfNext() throws(SegmentError) -> Token.Kind {
        guard let scalar = peek() else { return .end }
        switch scalar {
        case "\"", "'":
            return .string(try string(closedBy: scalar))
        case ".":
            return sign(.dot)
        case ",":
            return sign(.comma)
        case "(":
            return sign(.open)
        case ")":
            return sign(.close)
        case "-":
            return sign(.minus)
        default:
            if let comparator = comparator() {
                index += comparator.rawValue.unicodeScalars.count
                return .comparator(comparator)
            }
            return .word(try word())
        }
    }

    private mutating func sign(_ kind: Token.Kind) -> Token.Kind {
        index += 1
        return kind
    }

    func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        index + distance < scalars.count ? scalars[index + distance] : nil
    }

    /// The comparator that begins here.
    func comparator() -> Comparator? {
        switch (peek(), peek(1)) {
        case ("<", "="): .lessOrEqual
        case (">", "="): .greaterOrEqual
        case ("!", "="): .notEqual
        case ("!", "~"): .notLike
        case ("<", _): .less
        case (">", _): .greater
        case ("=", _): .equal
        case (":", _): .has
        case ("~", _): .like
        default: nil
        }
    }

    func refuseControl(_ scalar: Unicode.Scalar) throws(SegmentError) {
        // PostgreSQL stores no U+0000, and the others are invisible in whatever shows the expression.
        if scalar.properties.generalCategory == .control && !scalar.properties.isWhitespace {
            throw SegmentError("a control character", at: index..<index + 1, expected: "visible text")
        }
    }
}

extension Token {
    fileprivate var isEnd: Bool {
        if case .end = kind { true } else { false }
    }
}
