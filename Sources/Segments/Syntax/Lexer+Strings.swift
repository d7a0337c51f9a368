extension Lexer {
    /// STRING of the grammar.
    mutating func string(closedBy quote: Unicode.Scalar) throws(SegmentError) -> Pattern {
        let start = index
        var runs: [String] = []
        var run = String.UnicodeScalarView()
        index += 1
        while let scalar = peek() {
            switch scalar {
            case quote:
                index += 1
                return Pattern(runs: runs + [String(run)])
            case "\\":
                run.append(try escape())
            case "*":
                runs.append(String(run))
                run = String.UnicodeScalarView()
                index += 1
            default:
                try refuseControl(scalar)
                run.append(scalar)
                index += 1
            }
        }
        throw SegmentError("this quote is not closed", at: start..<start + 1, expected: "a closing \(quote)")
    }

    /// The character that an escape stands for: a backslash before `"`, `'`, `*` or `\` takes its meaning from it, and
    /// `\n`, `\r`, `\t` are a line feed, a carriage return and a tab.
    private mutating func escape() throws(SegmentError) -> Unicode.Scalar {
        let start = index
        guard let scalar = peek(1) else {
            throw SegmentError("the text ends in an escape", at: start..<start + 1, expected: "a closing quote")
        }
        index += 2
        switch scalar {
        case "\"", "'", "*", "\\": return scalar
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        default:
            throw SegmentError(
                "an unknown escape", at: start..<index,
                expected: "\\\" \\' \\* \\\\ \\n \\r or \\t; a backslash itself is \\\\")
        }
    }
}
