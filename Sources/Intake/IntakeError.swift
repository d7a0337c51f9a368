import Glibc

/// Why a file cannot be read at all. What is wrong with one row only is data, not an error: see `RecordDefect` and
/// `UndecodableCell`. Lines and columns count from 1. No message quotes what stands in a cell.
package enum IntakeError: Error, Equatable {
    /// The file has no byte, or nothing but white space.
    case emptyFile
    /// A NUL byte, which no text in a bytewise encoding holds, stands `offset` bytes into the file.
    case binaryFile(offset: Int64)
    /// The operating system refused to read; `code` is its `errno`.
    case unreadable(code: Int32)
    /// A temporary file cannot be made or filled in this folder.
    case noTemporaryFile(folder: String)
    /// The C library cannot convert the encoding: its conversion modules are not installed.
    case converterMissing(TextEncoding)
    /// The file ends inside a quoted field, which began on `line` as field number `column` of its record.
    case unclosedQuote(line: Int, column: Int)
    /// The record that began on `line` has more than `limit` bytes. `quoteOpenedOn` is the line of the quoted field in
    /// which the limit was met, if it was: most likely its closing quote is missing.
    case recordTooLarge(line: Int, limit: Int, quoteOpenedOn: Int?)
    /// The record that began on `line` has more than `limit` fields.
    case tooManyColumns(line: Int, limit: Int)
}

extension IntakeError: CustomStringConvertible {
    /// One line that says what is wrong, where, and what to do.
    package var description: String {
        switch self {
        case .emptyFile:
            "the file is empty"
        case .binaryFile(let offset):
            "the file is not text: a NUL byte at offset \(offset) (for UTF-16 without a byte order mark, say"
                + " --encoding utf-16)"
        case .unreadable(let code):
            "cannot read the file: \(String(cString: strerror(code)))"
        case .noTemporaryFile(let folder):
            "\(folder): no space for a temporary file; set TMPDIR to another folder"
        case .converterMissing(let encoding):
            "this machine cannot convert \(encoding.rawValue): install the C library's gconv modules"
        case .unclosedQuote(let line, let column):
            "line \(line), column \(column): a quoted field begins here and never ends; close the quote"
        case .recordTooLarge(let line, let limit, let quoteLine?):
            "line \(line): the record passes \(limit) bytes inside the quoted field that begins on line \(quoteLine);"
                + " a closing quote is probably missing"
        case .recordTooLarge(let line, let limit, nil):
            "line \(line): the record passes \(limit) bytes"
        case .tooManyColumns(let line, let limit):
            "line \(line): the record has more than \(limit) columns"
        }
    }
}
