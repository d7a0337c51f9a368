import Consent
import Intake
import Store

/// The addresses of an evidence pack as CSV for spreadsheets and as JSON, an object a line.
struct PackWriter {
    private(set) var reasons: [String: Int] = [:]
    private(set) var bases: [String: Int] = [:]
    private(set) var count = 0
    private let csv: HashedFile
    private let json: HashedFile
    private var table = CSVWriter(byteOrderMark: true, for: .spreadsheet)
    private var document: [UInt8] = []
    private static let names = PackColumn.all.map { Array("\(JSONText.quoted($0.name)):".utf8) }

    init(csv: HashedFile, json: HashedFile) {
        self.csv = csv
        self.json = json
        for column in PackColumn.all { table.append(column.name) }
        table.endRecord()
        document += Array("[".utf8)
    }

    mutating func append(_ batch: PackBatch) throws {
        let reason = PackColumn.all.firstIndex { $0.name == "reason" }!
        let basis = PackColumn.all.firstIndex { $0.name == "basis" }!
        for row in 0..<batch.count {
            append(batch, row)
            reasons[text(batch.value(row, reason)) ?? "", default: 0] += 1
            bases[text(batch.value(row, basis)) ?? "none", default: 0] += 1
        }
        try flush()
    }

    /// Writes the ends of both files. Answers their hashes.
    mutating func finish() throws -> (csv: String, json: String) {
        document += Array("\n]\n".utf8)
        try flush()
        return (try csv.finish(), try json.finish())
    }

    private mutating func append(_ batch: PackBatch, _ row: Int) {
        document += Array((count == 0 ? "\n{" : ",\n{").utf8)
        count += 1
        for (index, column) in PackColumn.all.enumerated() {
            if index > 0 { document.append(UInt8(ascii: ",")) }
            document += Self.names[index]
            let value = batch.value(row, index)
            switch column.kind {
            case .flag:
                let isTrue = value?.first == UInt8(ascii: "t")
                table.append(isTrue ? "yes" : "no")
                document += Array((isTrue ? "true" : "false").utf8)
            case .number:
                if let value { document += value } else { document += Array("null".utf8) }
                appendCell(value)
            case .text:
                if let value { JSONText.append(value, to: &document) } else { document += Array("null".utf8) }
                appendCell(value)
            }
        }
        document.append(UInt8(ascii: "}"))
        table.endRecord()
    }

    private mutating func appendCell(_ value: UnsafeBufferPointer<UInt8>?) {
        if let value { table.append(value) } else { table.append("") }
    }

    private mutating func flush() throws {
        try csv.write(table.takeBytes())
        try json.write(document)
        document.removeAll(keepingCapacity: true)
    }

    private func text(_ value: UnsafeBufferPointer<UInt8>?) -> String? {
        value.map { String(decoding: $0, as: UTF8.self) }
    }
}
