/// Where the table of a sheet begins: titles and empty rows may stand above it.
struct SheetHeader {
    /// The row that holds the names of the columns; 0 if nobody names them.
    let row: Int
    let names: [String]

    /// Rows looked at.
    private static let sample = 20

    /// In this order: the first row with a cell that is known as the name of the address; the row above the first
    /// address; the first row.
    ///
    /// - Throws: `emptyFile` if the sheet has no row.
    init(_ reader: SheetReader, hasHeader: Bool) throws(IntakeError) {
        var rows: [(number: Int, cells: [String])] = []
        while rows.count < Self.sample, let record = try reader.next() {
            let cells = (0..<record.fieldCount).map { String(decoding: record[$0], as: UTF8.self) }
            rows.append((record.line, cells))
        }
        if rows.isEmpty { throw .emptyFile }
        guard hasHeader else {
            row = 0
            names = [String](repeating: "", count: rows.map(\.cells.count).max()!)
            return
        }
        let named = rows.firstIndex { $0.cells.contains { HeaderName.rank(of: FoldedHeader($0), for: .email) != nil } }
        let addressed = rows.firstIndex { HeaderRow($0.cells).addressIndex != nil }
        let header = rows[named ?? addressed.map { max($0 - 1, 0) } ?? 0]
        row = header.number
        names = header.cells
    }
}
