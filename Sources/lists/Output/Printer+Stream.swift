import Intake
import Segments

extension Printer {
    /// Prints what `next` answers, part after part until a part is empty, in flat memory. The columns of a table are as
    /// wide as its first part needs.
    func stream(columns: [String], next: () throws -> [[(String, PrintedValue)]]) rethrows {
        var part = try next()
        let isNone = part.isEmpty
        let widths = columns.map { name in
            ([name] + part.map { record in record.first { $0.0 == name }?.1.text ?? "" })
                .map { displayWidth(of: $0.unicodeScalars) }.max() ?? 0
        }
        switch format {
        case .json: write("[")
        case .csv: write(Self.csvLine(isNone ? columns : part[0].map(\.0)))
        case .table: write(Self.tableLine(columns.map { $0.replacing("_", with: " ") }, widths))
        }
        var isFirst = true
        while !part.isEmpty {
            var text = ""
            for record in part {
                switch format {
                case .json: text += (isFirst ? "" : ",\n") + PrintedValue.object(record).json
                case .csv: text += Self.csvLine(record.map(\.1.text))
                case .table:
                    text += Self.tableLine(
                        columns.map { name in record.first { $0.0 == name }?.1.text ?? "" }, widths)
                }
                isFirst = false
            }
            write(text)
            part = try next()
        }
        if format == .json { write("]\n") }
    }

    private static func csvLine(_ cells: [String]) -> String {
        var writer = CSVWriter(byteOrderMark: false)
        cells.forEach { writer.append($0) }
        writer.endRecord()
        return String(decoding: writer.takeBytes(), as: UTF8.self)
    }

    private static func tableLine(_ cells: [String], _ widths: [Int]) -> String {
        var line = zip(cells, widths).map { cell, width in
            cell + String(repeating: " ", count: max(0, width - displayWidth(of: cell.unicodeScalars)))
        }.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line + "\n"
    }
}
