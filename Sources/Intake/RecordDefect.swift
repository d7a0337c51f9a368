/// What is wrong with the form of one record. Its row is rejected; the file goes on behind the record.
package enum RecordDefect: Sendable, Equatable {
    /// Text stands between the quote that closes field number `column` (from 1) and the next delimiter.
    case textAfterClosingQuote(column: Int)
    /// The record has another number of cells than the header of its file.
    case cellCount(Int, header: Int)
    /// The line is no JSON text; `byte`, from 1, is where it stops being one.
    case invalidJSON(byte: Int)
    /// The line is JSON, but no object.
    case notAnObject
    /// The line holds bytes that are no character of the file's encoding, the first at `byte`, from 1.
    case undecodable(byte: Int)
}

extension RecordDefect: CustomStringConvertible {
    package var description: String {
        switch self {
        case .textAfterClosingQuote(let column):
            "column \(column): text follows the closing quote; double each quote inside a quoted field"
        case .cellCount(let count, let header):
            "\(count) cells where the header has \(header)"
        case .invalidJSON(let byte):
            "byte \(byte) of the line: this is not JSON, or nested too deeply"
        case .notAnObject:
            "the line is no JSON object: write {\"email\": …}"
        case .undecodable(let byte):
            "byte \(byte) of the line is no character of the file's encoding"
        }
    }
}
