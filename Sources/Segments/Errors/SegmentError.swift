/// Why an expression was refused, and where.
///
/// The message names fields, functions and signs of the grammar, never a value: values may be addresses. `rendered` shows
/// the text itself and is for the person who typed it.
package struct SegmentError: Error, Sendable {
    /// What is wrong, in one line.
    package let message: String
    /// What would have been right here.
    package let expected: String?
    /// The known name nearest to an unknown one.
    package let suggestion: String?
    /// The expression.
    package private(set) var text = ""
    /// Where it went wrong, in Unicode scalars from the start of `text`; empty at its end.
    package let range: Range<Int>

    /// The first Unicode scalar that is wrong, counted from 0.
    package var position: Int { range.lowerBound }

    init(_ message: String, at range: Range<Int>, expected: String? = nil, suggestion: String? = nil) {
        self.message = message
        self.range = range
        self.expected = expected
        self.suggestion = suggestion
    }

    /// This error as one about `text`.
    func about(_ text: String) -> SegmentError {
        var error = self
        error.text = text
        return error
    }
}

extension SegmentError: CustomStringConvertible {
    /// One line without the expression, fit for a log.
    package var description: String {
        var line = "\(message) (at character \(position + 1))"
        if let expected { line += "; expected: \(expected)" }
        if let suggestion { line += "; did you mean “\(suggestion)”?" }
        return line
    }
}
