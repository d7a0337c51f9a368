/// CSV for people who open it in Excel: UTF-8 with a byte order mark or, with `--encoding cp932`, as Windows saves it in
/// Japan. No ids, no links, nothing that runs as a formula (E3, E4).
struct ExcelEngine: EngineFormat {
    static let name = "excel"
    static let fileName = "people.csv"
    static let removals = RemovalForm.csv
    static let readsTexts = true
    static let policy = EnginePolicy(
        nonASCIIAddresses: .raw, carrierAddresses: .raw, quotedAddresses: .raw, limit: "none", optional: [.encoding],
        defaultFields: .all,
        hasLinks: false, remark: "to read, not to send from: it has no links")

    let fields: [String]
    private var values: MergeValues
    private let encoder: CP932Encoder?
    private var text: [UInt8] = []

    init(_ job: EngineJob) throws(EngineProblem) {
        values = MergeValues(job.fields, absent: .leftOut)
        fields = ["email"] + job.fields.map(\.name)
        switch job.options[.encoding] ?? "utf-8" {
        case "utf-8": encoder = nil
        case "cp932": encoder = CP932Encoder()
        default: throw .invalid(.encoding, wanted: "utf-8 or cp932")
        }
    }

    mutating func begin(_ output: inout [UInt8]) {
        // By this mark Excel knows UTF-8.
        if encoder == nil { output += [0xEF, 0xBB, 0xBF] }
        let start = output.count
        for name in fields {
            // What cannot be said in the header is said by a question mark; cells are never changed so.
            (encoder?.lossy(name) ?? Array(name.utf8)).withUnsafeBufferPointer { Self.append($0, &output) }
        }
        output.remove(at: start)
        output.append("\r\n")
    }

    mutating func append(_ recipient: Recipient, to output: inout [UInt8]) throws(UnwritableValue) {
        let start = output.count
        try write(recipient.address, of: "email", to: &output)
        output.remove(at: start)
        let fields = fields
        let encoder = encoder
        try values.forEachText(of: recipient) { place, text throws(UnwritableValue) in
            try Self.write(text, of: fields[place + 1], by: encoder, to: &output)
        }
        output.append("\r\n")
    }

    private func write(
        _ text: UnsafeBufferPointer<UInt8>, of field: String, to output: inout [UInt8]
    ) throws(UnwritableValue) {
        try Self.write(text, of: field, by: encoder, to: &output)
    }

    private static func write(
        _ text: UnsafeBufferPointer<UInt8>?, of field: String, by encoder: CP932Encoder?, to output: inout [UInt8]
    ) throws(UnwritableValue) {
        guard let text else { return output.append(",") }
        guard let encoder else { return append(text, &output) }
        guard let encoded = encoder.encode(text) else { throw UnwritableValue(field: field) }
        encoded.withUnsafeBufferPointer { append($0, &output) }
    }

    /// Appends a comma and a cell. The second bytes of CP932 are never a comma, a quote or a line break.
    private static func append(_ cell: UnsafeBufferPointer<UInt8>, _ output: inout [UInt8]) {
        switch cell.first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D:
            output.appendCell([UInt8(ascii: "'")] + Array(cell))
        default: output.appendCell(cell)
        }
    }
}
