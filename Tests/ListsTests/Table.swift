import Foundation
import Testing

/// A CSV file read by RFC 4180, apart from the program's own reader.
struct Table {
    let header: [String]
    let rows: [[String: String]]

    init(_ text: String) throws {
        var records: [[String]] = []
        var record: [String] = []
        var cell = ""
        var isQuoted = false
        var scalars = text.unicodeScalars[...]
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        while let scalar = scalars.popFirst() {
            switch (scalar, isQuoted) {
            case ("\"", true) where scalars.first == "\"": cell.unicodeScalars.append(scalars.removeFirst())
            case ("\"", _): isQuoted.toggle()
            case (",", false):
                record.append(cell)
                cell = ""
            case ("\n", false):
                records.append(record + [cell])
                (record, cell) = ([], "")
            case ("\r", false): break
            default: cell.unicodeScalars.append(scalar)
            }
        }
        if !record.isEmpty || !cell.isEmpty { records.append(record + [cell]) }
        header = try #require(records.first, "there is no header")
        rows = try records.dropFirst().map { record in
            try #require(record.count == records[0].count, "a row of \(record.count) cells")
            return Dictionary(uniqueKeysWithValues: zip(records[0], record))
        }
    }

    /// A column's cells by those of another one.
    func column(_ name: String, by key: String) throws -> [String: String] {
        var result: [String: String] = [:]
        for row in rows { result[try #require(row[key])] = row[name] }
        return result
    }
}
