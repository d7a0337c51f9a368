/// What is wrong with the form of one record. Its row is rejected; the file goes on behind the record's line break.
package enum RecordDefect: Sendable, Equatable {
    /// Text stands between the quote that closes field number `column` (from 1) and the next delimiter.
    case textAfterClosingQuote(column: Int)
}

extension RecordDefect: CustomStringConvertible {
    package var description: String {
        switch self {
        case .textAfterClosingQuote(let column):
            "column \(column): text follows the closing quote; double each quote inside a quoted field"
        }
    }
}
