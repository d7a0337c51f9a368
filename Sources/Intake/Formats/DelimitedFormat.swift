/// Lines of fields with a delimiter between them (RFC 4180; E1), by the first line of which it is told.
struct DelimitedFormat: FileFormat {
    let name: String
    /// Nil, for the one that is left when no other format fits, finds it.
    let delimiter: UInt8?
    let content = FormatContent.text

    func recognises(_ head: FileHead) -> Bool {
        guard let delimiter else { return true }
        return head.bytes.withUnsafeBufferPointer { DelimiterFinder.delimiter(ofUTF8LineIn: $0) } == delimiter
    }

    func open(_ file: FormatInput) throws(IntakeError) -> any RecordReader {
        let (source, encoding) =
            delimiter == DelimiterFinder.pipe ? (try file.text(), CellEncoding.utf8) : file.cells
        return try DelimitedRecords(
            source, encoding: encoding, delimiter: delimiter, hasHeader: file.options.hasHeader)
    }
}
