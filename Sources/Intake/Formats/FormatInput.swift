/// A file as a format opens it.
package struct FormatInput {
    let file: OpenFile
    /// How its text is written; UTF-8 for a format of bytes.
    let encoding: TextEncoding
    let options: FormatOptions

    /// The text for a reader that cuts it into cells first, and the encoding of the cells.
    var cells: (source: any ByteSource, encoding: CellEncoding) {
        (encoding.source(reading: file.source), encoding.ofCells)
    }

    /// The text in UTF-8 for a reader that must understand it first. What cannot be decoded is a byte that UTF-8 does
    /// not have.
    func text() throws(IntakeError) -> any ByteSource {
        try encoding.utf8Source(reading: file.source)
    }
}
