extension SegmentError {
    /// The message, the line of the expression with a mark under the place, and what would have been right:
    ///
    ///     opnd is no function
    ///       plan = "pro" AND opnd(30d)
    ///                        ^^^^
    ///     did you mean “opened”?
    ///
    /// The mark is placed by columns as a terminal shows them, where a Japanese character takes two.
    package var rendered: String {
        let excerpt = Excerpt(of: text, around: range)
        var lines = [message, "  " + excerpt.line, "  " + excerpt.mark]
        if let expected { lines.append("expected: \(expected)") }
        if let suggestion { lines.append("did you mean “\(suggestion)”?") }
        return lines.joined(separator: "\n")
    }
}

/// The part of a text that is worth showing, and a mark under a place in it.
private struct Excerpt {
    /// How many scalars are shown before and after the place, so that a long expression keeps to one line.
    static let reach = 40

    let line: String
    let mark: String

    init(of text: String, around range: Range<Int>) {
        let scalars = Array(text.unicodeScalars)
        let place = min(range.lowerBound, scalars.count)
        let (start, end) = Self.bounds(in: scalars, around: place)
        let isCutBefore = start > 0 && scalars[start - 1] != "\n"
        let isCutAfter = end < scalars.count && scalars[end] != "\n"

        let before = scalars[start..<place].map(shown)
        let marked = scalars[place..<min(max(range.upperBound, place), end)].map(shown)
        let after = scalars[(place + marked.count)..<end].map(shown)
        var view = String.UnicodeScalarView()
        view.append(contentsOf: before + marked + after)
        line = (isCutBefore ? "…" : "") + String(view) + (isCutAfter ? "…" : "")
        mark =
            String(repeating: " ", count: (isCutBefore ? 1 : 0) + displayWidth(of: before))
            + String(repeating: "^", count: max(1, displayWidth(of: marked)))
    }

    /// From where to where the line around `place` is shown.
    private static func bounds(in scalars: [Unicode.Scalar], around place: Int) -> (start: Int, end: Int) {
        let lineStart = scalars[..<place].lastIndex(of: "\n").map { $0 + 1 } ?? 0
        let lineEnd = scalars[place...].firstIndex(of: "\n") ?? scalars.count
        return (max(lineStart, place - reach), min(lineEnd, place + reach))
    }
}

/// A scalar as it may stand in a message: a control character could move the cursor of a terminal, a format character
/// the reading direction.
private func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: " "
    default: scalar
    }
}
