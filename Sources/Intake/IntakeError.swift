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
    /// From, To, Cc and Bcc of a message (from 1) have more than `limit` bytes.
    case mailFieldsTooLarge(message: Int, limit: Int)
    /// The file is of a format that is not read.
    case foreign(ForeignFormat)
    /// The archive, or a workbook, which is one, is damaged or cut off; `detail` is the library's own word.
    case brokenArchive(detail: String)
    case encryptedArchive
    /// libarchive cannot be loaded; `detail` is the dynamic loader's own word.
    case archiveLibraryMissing(detail: String)
    /// A part of a workbook cannot be read.
    case brokenWorkbook(part: String, detail: String)
    /// The workbook has no such sheet; nil stands for none at all that is visible.
    case noSheet(String?, sheets: [String])
    /// There is an archive in the archive.
    case nestedArchive
    /// The archive would unpack to more than `limit` bytes.
    case unpacksTooLarge(limit: Int64)
    /// The archive has several files, and it is unclear which one is meant.
    case severalMembers([String])
    case noSuchMember(String, members: [String])
    /// The archive has no file in it.
    case noMember
    /// A member is named of what is no archive.
    case noArchive(member: String)
    /// The file ends inside a card, which began on `line`.
    case unfinishedCard(line: Int)
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
        case .mailFieldsTooLarge(let message, let limit):
            "message \(message): its From, To, Cc and Bcc have more than \(limit) bytes"
        case .foreign(let format):
            "this is \(format)"
        case .archiveLibraryMissing(let detail):
            "archives and workbooks are read with libarchive, which cannot be loaded (\(detail)): install it"
                + " (Debian: libarchive13)"
        case .brokenArchive(let detail):
            "the archive is damaged or cut off (\(detail)): fetch it again"
        case .brokenWorkbook(let part, let detail):
            "the workbook is damaged, in \(part): \(detail); open it in Excel and save it again"
        case .noSheet(let sheet?, let sheets):
            "the workbook has no sheet “\(sheet)”; sheets: \(Self.list(sheets))"
        case .noSheet(nil, let sheets):
            "the workbook has no visible sheet; say --sheet with one of: \(Self.list(sheets))"
        case .encryptedArchive:
            "the archive has a password: unpack it with its password first"
        case .nestedArchive:
            "there is an archive in the archive: unpack it first"
        case .unpacksTooLarge(let limit):
            "the archive unpacks to more than \(limit) bytes, far more than a list of its size should: if it is"
                + " what you expect, say --unpack-limit with a size such as 20GB"
        case .severalMembers(let members):
            "the archive has several files; say which one with --member: \(Self.list(members))"
        case .noSuchMember(let member, let members):
            "the archive has no file “\(member)”; files: \(Self.list(members))"
        case .noMember:
            "the archive has no file in it"
        case .noArchive(let member):
            "--member \(member): the file is no ZIP archive"
        case .unfinishedCard(let line):
            "line \(line): a card begins here and never ends: END:VCARD is missing"
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(20).map { name in String(name.filter { !$0.isNewline }.prefix(200)) }
        return shown.joined(separator: ", ") + (names.count > 20 ? ", … (\(names.count) in all)" : "")
    }
}
