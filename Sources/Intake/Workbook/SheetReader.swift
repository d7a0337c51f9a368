/// The rows of a sheet that hold anything, each with its number.
final class SheetReader: XMLHandler {
    /// Columns of a sheet at most, as in every format.
    static let columnLimit = 10_000
    /// Bytes of one row.
    static let rowLimit = 1_048_576

    /// Rows that a sheet may have; Excel's has 1,048,576.
    private static let lastRow = Int(Int32.max)

    private let workbook: Workbook
    private var xml: XMLReader!
    private let buffer: RecordBuffer
    private let width: Int

    /// The number of the current row, from 1.
    private(set) var row = 0
    private var rowBytes = 0
    private var hasContent = false
    private var column = -1
    private var kind = Kind.number
    private var style = 0
    private var isInValue = false
    private var value: [UInt8] = []
    private var inline = RichText()
    private var isInline = false

    /// What a cell's value is (ECMA-376 part 1, 18.18.11).
    private enum Kind {
        case number, shared, inline, boolean
        /// Text, errors and ISO dates stand as they are.
        case literal
    }

    /// - Parameter width: cells that each record has at least.
    init(_ workbook: Workbook, _ sheet: Workbook.Sheet, width: Int = 0) throws(IntakeError) {
        self.workbook = workbook
        self.width = width
        buffer = RecordBuffer(columns: width, limit: Self.columnLimit)
        xml = try XMLReader(workbook.content(of: sheet), part: sheet.name, self)
    }

    /// The next row that is not empty.
    func next() throws(IntakeError) -> Record? {
        guard try xml.read() else { return nil }
        return buffer.record(line: row, defect: nil)
    }

    func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) {
        if name.isEqual(to: "c") {
            startCell(attributes)
        } else if name.isEqual(to: "v") {
            isInValue = true
        } else if name.isEqual(to: "row") {
            // Rows and cells may leave out their place: then they follow the one before.
            let place = attributes.number("r") ?? 0
            row = place > row && place <= Self.lastRow ? place : row + 1
            (rowBytes, hasContent, column) = (0, false, -1)
            buffer.begin(columns: width)
        } else if name.isEqual(to: "is") {
            isInline = true
            inline.begin()
        } else if isInline {
            inline.start(name)
        }
    }

    func end(_ name: UnsafePointer<CChar>) {
        if name.isEqual(to: "v") {
            isInValue = false
        } else if name.isEqual(to: "c") {
            endCell()
        } else if name.isEqual(to: "row") {
            if hasContent { xml.pause() }
        } else if name.isEqual(to: "is") {
            isInline = false
            value = inline.take()
        } else if isInline {
            inline.end(name)
        }
    }

    func text(_ bytes: UnsafeRawBufferPointer) {
        if isInValue {
            value.append(contentsOf: bytes)
            if value.count > Self.rowLimit { tooLarge() }
        } else if isInline, !inline.append(bytes) {
            tooLarge()
        }
    }

    private func startCell(_ attributes: XMLAttributes) {
        column = attributes.value("r").flatMap(Self.column) ?? column + 1
        style = attributes.value("s") == nil ? 0 : attributes.number("s") ?? 0
        value.removeAll(keepingCapacity: true)
        kind = .number
        guard let type = attributes.value("t") else { return }
        if type.isEqual(to: "s") {
            kind = .shared
        } else if type.isEqual(to: "inlineStr") {
            kind = .inline
        } else if type.isEqual(to: "b") {
            kind = .boolean
        } else if !type.isEqual(to: "n") {
            kind = .literal
        }
    }

    private func endCell() {
        if value.isEmpty { return }
        guard column < Self.columnLimit else {
            return xml.fail(with: .tooManyColumns(line: row, limit: Self.columnLimit))
        }
        switch kind {
        case .literal, .inline: break
        case .boolean: value = Array((value == [UInt8(ascii: "1")] ? "TRUE" : "FALSE").utf8)
        case .number:
            let format = style >= 0 && style < workbook.formats.count ? workbook.formats[style] : .plain
            value = Array(CellNumber(raw: value, format: format, from1904: workbook.from1904).text.utf8)
        case .shared:
            let index = Int(String(decoding: value, as: UTF8.self)) ?? -1
            value.removeAll(keepingCapacity: true)
            do throws(IntakeError) {
                guard try workbook.strings.append(index, to: &value) else {
                    return xml.fail("row \(row) names a text that the workbook does not have")
                }
            } catch {
                return xml.fail(with: error)
            }
        }
        if value.isEmpty { return }
        rowBytes += value.count
        if rowBytes > Self.rowLimit { return tooLarge() }
        hasContent = true
        value.withUnsafeBufferPointer { buffer.set(column, $0) }
    }

    private func tooLarge() {
        xml.fail(with: .recordTooLarge(line: row, limit: Self.rowLimit, quoteOpenedOn: nil))
    }

    /// The column, from 0, in a place such as `AB12`.
    private static func column(_ place: UnsafePointer<CChar>) -> Int? {
        var column = 0
        var position = 0
        while position < 4, case let letter = place[position] | 0x20, 0x61...0x7A ~= letter {
            column = column * 26 + Int(letter - 0x60)
            position += 1
        }
        return position == 0 ? nil : column - 1
    }
}
