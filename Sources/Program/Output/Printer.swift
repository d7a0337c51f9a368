import Consent
import Intake
import Segments

#if canImport(Glibc)
    import Glibc
#endif

/// Prints results on standard output in the chosen format, and remarks on standard error.
package struct Printer {
    let format: OutputFormat
    let quiet: Bool

    /// One thing with named values.
    package func record(_ record: [(String, PrintedValue)]) {
        switch format {
        case .json: write(PrintedValue.object(record).json + "\n")
        case .csv: csv([record])
        case .table:
            let width = record.map { displayWidth(of: ($0.0).unicodeScalars) }.max() ?? 0
            for (name, value) in record where !value.isNull {
                write(pad(name.replacing("_", with: " "), to: width) + "  " + value.text + "\n")
            }
        }
    }

    /// Several things with the same names. None is success.
    package func records(_ records: [[(String, PrintedValue)]], columns: [String]) {
        switch format {
        case .json: write(PrintedValue.array(records.map { .object($0) }).json + "\n")
        case .csv: records.isEmpty ? csvHeader(columns) : csv(records)
        case .table: _ = table(records, columns: columns, widths: [], withHeader: true)
        }
    }

    /// Rows of a table, no narrower than `widths`. Answers how wide its columns are.
    func table(
        _ records: [[(String, PrintedValue)]], columns: [String], widths: [Int], withHeader: Bool
    ) -> [Int] {
        let heads = columns.map { $0.replacing("_", with: " ") }
        let cells =
            (withHeader ? [heads] : [])
            + records.map { record in columns.map { name in record.first { $0.0 == name }?.1.text ?? "" } }
        let widths = columns.indices.map { column in
            max(
                column < widths.count ? widths[column] : 0,
                cells.map { displayWidth(of: ($0[column]).unicodeScalars) }.max() ?? 0)
        }
        var text = ""
        for row in cells {
            var line = zip(row, widths).map { pad($0, to: $1) }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            text += line + "\n"
        }
        write(text)
        return widths
    }

    /// Texts of several lines, each under its name.
    func sections(_ sections: [(name: String, lines: [String])]) {
        for section in sections where !section.lines.isEmpty {
            write(section.name + "\n" + section.lines.map { "  \($0)\n" }.joined())
        }
    }

    /// A bare line, whatever the format: for what another program takes as it is.
    func line(_ text: String) {
        write(text + "\n")
    }

    /// A remark for the person.
    package func note(_ text: String) {
        if !quiet { Self.toStandardError(text + "\n") }
    }

    /// A line that shows how far a long step has come, on a terminal only.
    func progress(_ text: String) {
        guard !quiet, isatty(2) == 1 else { return }
        Self.toStandardError("\r\u{1B}[K\(text)")
    }

    /// Takes the line of progress away.
    func endProgress() {
        progress("")
    }

    package static func toStandardError(_ text: String) {
        _ = StandardStream.error.write(text)
    }

    private func csvHeader(_ columns: [String]) {
        var writer = CSVWriter(byteOrderMark: false)
        columns.forEach { writer.append($0) }
        writer.endRecord()
        write(String(decoding: writer.takeBytes(), as: UTF8.self))
    }

    func csv(_ records: [[(String, PrintedValue)]], withHeader: Bool = true) {
        var writer = CSVWriter(byteOrderMark: false)
        if withHeader {
            records.first?.forEach { writer.append($0.0) }
            writer.endRecord()
        }
        for record in records {
            record.forEach { writer.append($0.1.text) }
            writer.endRecord()
        }
        write(String(decoding: writer.takeBytes(), as: UTF8.self))
    }

    private func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - displayWidth(of: (text).unicodeScalars)))
    }

    func write(_ text: String) {
        StandardStream.output.writeOrExit(text)
    }
}
