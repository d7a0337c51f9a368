/// Excel's workbook (.xlsx, .xlsm): the rows of one sheet. A contact's line is its row.
struct WorkbookFormat: FileFormat {
    let name = "xlsx"
    let content = FormatContent.bytes

    func recognises(_ head: FileHead) -> Bool { head.zip == .workbook }

    func open(_ file: FormatInput) throws(IntakeError) -> any RecordReader {
        try SheetRecords(Workbook(file.file, limit: file.options.unpackLimit), file.options)
    }
}

/// The rows of a sheet below its header.
private final class SheetRecords: RecordReader {
    let header: HeaderRow
    let encoding = CellEncoding.utf8
    let remarks: [String]
    private let reader: SheetReader
    private let headerRow: Int

    init(_ workbook: Workbook, _ options: FormatOptions) throws(IntakeError) {
        let sheet = try workbook.sheet(options.sheet)
        let found = try SheetHeader(SheetReader(workbook, sheet), hasHeader: options.hasHeader)
        header = HeaderRow(found.names)
        headerRow = found.row
        reader = try SheetReader(workbook, sheet, width: found.names.count)
        let others = workbook.sheets.filter { $0.isVisible && $0 != sheet }.map(\.name)
        remarks =
            options.sheet == nil && !others.isEmpty
            ? ["sheet “\(sheet.name)” is read; --sheet names another: \(others.prefix(20).joined(separator: ", "))"]
            : []
    }

    func next() throws(IntakeError) -> Record? {
        while let record = try reader.next() {
            if record.line > headerRow { return record }
        }
        return nil
    }
}
