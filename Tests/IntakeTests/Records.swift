import Intake

/// One record as the tests compare it.
struct Record: Equatable {
    var line: Int
    var fields: [String]
    var defect: RecordDefect?

    init(_ line: Int, _ fields: [String], defect: RecordDefect? = nil) {
        self.line = line
        self.fields = fields
        self.defect = defect
    }
}

/// Every record of `source`, its cells decoded as `encoding`.
func records(
    of source: any ByteSource, as encoding: CellEncoding = .utf8, delimiter: UInt8? = nil,
    limits: CSVReader.Limits = .init(), chunk: Int = 256 * 1024
) throws -> [Record] {
    let decoder = try CellDecoder(encoding)
    var reader = try CSVReader(source, delimiter: delimiter, limits: limits, chunk: chunk)
    var records: [Record] = []
    while try reader.next() {
        var fields: [String] = []
        for index in 0..<reader.fieldCount {
            var text: [UInt8] = []
            try decoder.decode(reader[index], into: &text)
            fields.append(String(decoding: text, as: UTF8.self))
        }
        records.append(Record(reader.line, fields, defect: reader.defect))
    }
    return records
}
