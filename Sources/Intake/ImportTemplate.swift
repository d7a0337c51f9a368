/// An empty table to fill in: the columns that every import knows, and the date for `--obtained-at column:obtained_at`.
package enum ImportTemplate {
    /// CSV in UTF-8 with a byte order mark, so that a spreadsheet opens it as it is.
    package static var csv: [UInt8] {
        var writer = CSVWriter(byteOrderMark: true)
        for name in ["email", "name", "locale", "obtained_at"] { writer.append(name) }
        writer.endRecord()
        return writer.takeBytes()
    }
}
