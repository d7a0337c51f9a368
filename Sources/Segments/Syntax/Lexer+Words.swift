extension Lexer {
    /// TEXT of the grammar.
    mutating func word() throws(SegmentError) -> Pattern {
        if let length = timestampLength() {
            defer { index += length }
            return Pattern(text(index..<index + length))
        }
        if peek() == "!" {
            throw SegmentError("“!” is no operator", at: index..<index + 1, expected: "NOT or !=")
        }
        var runs: [String] = []
        var start = index
        while let scalar = peek(), !endsWord(scalar) {
            try refuseLookalike(scalar)
            if scalar == "*" {
                runs.append(text(start..<index))
                start = index + 1
            }
            index += 1
        }
        runs.append(text(start..<index))
        return Pattern(runs: runs)
    }

    private func text(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }

    private func endsWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", ",", "(", ")": true
        default: comparator() != nil || scalar.properties.isWhitespace
        }
    }

    /// How many scalars the timestamp that begins here takes, if one does.
    private func timestampLength() -> Int? {
        // A year, a month and a day with their hyphens, and the T: a mistake in what follows is the checker's to tell.
        for (offset, isDigit) in [1, 1, 1, 1, 0, 1, 1, 0, 1, 1].enumerated() {
            guard let scalar = peek(offset) else { return nil }
            guard isDigit == 1 ? scalar.isDigit : scalar == "-" else { return nil }
        }
        guard peek(10) == "T" else { return nil }
        var length = 11
        while let scalar = peek(length), scalar.isDigit || ":.+-Z".unicodeScalars.contains(scalar) {
            length += 1
        }
        return length
    }

    /// Refuses in an unquoted word what somebody took for a sign of the grammar.
    private func refuseLookalike(_ scalar: Unicode.Scalar) throws(SegmentError) {
        let here = index..<index + 1
        switch scalar {
        case "\"", "'":
            throw SegmentError(
                "a quote inside a word", at: here, expected: "a space before it, or quotes around the whole text")
        case "\\":
            throw SegmentError(
                "a backslash outside quotes", at: here, expected: "the text in quotes, where \\\\ is a backslash")
        case "“", "”", "„", "‘", "’", "＂", "＇":
            throw SegmentError("a curly or full-width quote", at: here, expected: "\" or '")
        case "！", "（", "）", "＊", "，", "．", "：", "＜", "＝", "＞", "～":
            // A Japanese input method leaves these; the full-width forms lie 0xFEE0 above ASCII.
            throw SegmentError(
                "a full-width “\(scalar)”", at: here,
                expected: "“\(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))”, or quotes around the text")
        default:
            try refuseControl(scalar)
        }
    }
}
