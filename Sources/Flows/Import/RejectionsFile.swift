import Intake

/// The rows that an import refused, in the columns of the file plus `line`, `column` and `reason`, so that they can be
/// mended and imported again (E5). The file is made with the first rejection.
struct RejectionsFile {
    let path: String
    private let header: [String]
    private var file: OutputFile?
    private var writer = CSVWriter(byteOrderMark: true)
    private(set) var count = 0

    init(path: String, header: [String]) {
        self.path = path
        self.header = header
    }

    /// Adds a row: its cells in UTF-8 and why it was refused. `column` is an index, nil for the row as a whole.
    mutating func add(cells: [[UInt8]], line: Int, column: Int?, reason: String) throws {
        if file == nil {
            file = try OutputFile(path)
            header.forEach { writer.append($0) }
            ["line", "column", "reason"].forEach { writer.append($0) }
            writer.endRecord()
        }
        count += 1
        for index in 0..<max(cells.count, header.count) {
            (index < cells.count ? cells[index] : []).withUnsafeBufferPointer { writer.append($0) }
        }
        writer.append(String(line))
        writer.append(column.map { header[$0] } ?? "")
        writer.append(reason)
        writer.endRecord()
        if count.isMultiple(of: 256) { try file?.write(writer.takeBytes()) }
    }

    /// Gives the file its name. Answers its path, or nil if nothing was refused.
    mutating func publish() throws -> String? {
        guard let file else { return nil }
        try file.write(writer.takeBytes())
        try file.finish()
        try file.publish()
        return path
    }
}
