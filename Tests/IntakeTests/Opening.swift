import Intake

/// A file without a name that holds `bytes`, opened as an import opens it.
func opened(_ bytes: [UInt8], _ options: FormatOptions = .init()) throws -> OpenedFile {
    try OpenedFile(TemporaryFile.copy(of: MemorySource(bytes)), options: options)
}

func opened(_ text: String, _ options: FormatOptions = .init()) throws -> OpenedFile {
    try opened(Array(text.utf8), options)
}

extension FormatOptions {
    /// These options with one changed.
    func with<Value>(_ path: WritableKeyPath<Self, Value>, _ value: Value) -> Self {
        var options = self
        options[keyPath: path] = value
        return options
    }
}

extension OpenedFile {
    /// Every record, with its cells in UTF-8 and bad bytes spelled out.
    func records() throws -> [Record] {
        let decoder = try CellDecoder(reader.encoding)
        var records: [Record] = []
        while let record = try reader.next() {
            let fields = (0..<record.fieldCount).map { index in
                var text: [UInt8] = []
                decoder.decodeShowingBadBytes(record[index], into: &text)
                return String(decoding: text, as: UTF8.self)
            }
            records.append(Record(record.line, fields, defect: record.defect))
        }
        return records
    }

    /// Every record's cells by the names of their columns, empty ones left out.
    func rows() throws -> [[String: String]] {
        try records().map { record in
            Dictionary(uniqueKeysWithValues: zip(reader.header.names, record.fields).filter { !$0.1.isEmpty })
        }
    }
}
