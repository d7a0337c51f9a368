/// The records of a CSV file, its header taken off.
final class DelimitedRecords: RecordReader {
    let header: HeaderRow
    let encoding: CellEncoding
    private var reader: CSVReader
    /// The current record of `reader` was read for its number of cells and is still to be handed out.
    private var isAhead: Bool

    /// The byte between fields.
    var delimiter: UInt8 { reader.delimiter }

    /// - Parameters:
    ///   - source: text in `encoding`.
    ///   - delimiter: nil finds it.
    ///   - hasHeader: the first record holds the names of the columns; otherwise they are `column_1`, `column_2`, …
    init(
        _ source: any ByteSource, encoding: CellEncoding, delimiter: UInt8?, hasHeader: Bool = true
    ) throws(IntakeError) {
        var reader = try CSVReader(source, delimiter: delimiter)
        guard try reader.next() else { throw .emptyFile }
        var cells = [String](repeating: "", count: reader.fieldCount)
        if hasHeader {
            let decoder = try CellDecoder(encoding)
            for index in 0..<reader.fieldCount {
                var text: [UInt8] = []
                decoder.decodeShowingBadBytes(reader[index], into: &text)
                cells[index] = String(decoding: text, as: UTF8.self)
            }
        }
        header = HeaderRow(cells)
        self.encoding = encoding
        self.reader = reader
        isAhead = !hasHeader
    }

    func next() throws(IntakeError) -> Record? {
        if isAhead {
            isAhead = false
            return reader.record
        }
        return try reader.nextRecord()
    }
}
