/// Writes CSV (RFC 4180) into memory, record by record, for the caller to carry off with `takeBytes`.
///
/// What it writes `CSVReader` reads back as the same fields. Lines end with CRLF.
package struct CSVWriter: Sendable {
    /// Who opens the file.
    package enum Audience: Sendable {
        /// Fields stay as they are.
        case program
        /// A field that a spreadsheet would run as a formula gets an apostrophe in front (E4).
        case spreadsheet
    }

    private let audience: Audience
    private var bytes: [UInt8] = []
    private var fieldCount = 0
    /// Where the current record began in `bytes`.
    private var recordStart = 0

    /// A writer of nothing yet, or of a UTF-8 byte order mark, by which Excel knows UTF-8.
    package init(byteOrderMark: Bool, for audience: Audience = .program) {
        self.audience = audience
        if byteOrderMark { bytes += [0xEF, 0xBB, 0xBF] }
        recordStart = bytes.count
    }

    /// Appends one field, in UTF-8, to the current record.
    package mutating func append(_ field: UnsafeBufferPointer<UInt8>) {
        if fieldCount > 0 { bytes.append(UInt8(ascii: ",")) }
        fieldCount += 1
        let isFormula = audience == .spreadsheet && Self.startsFormula(field.first)
        if !Self.needsQuotes(field) {
            if isFormula { bytes.append(UInt8(ascii: "'")) }
            return bytes.append(contentsOf: field)
        }
        bytes.append(UInt8(ascii: "\""))
        if isFormula { bytes.append(UInt8(ascii: "'")) }
        for byte in field {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends one field to the current record.
    package mutating func append(_ field: String) {
        var field = field
        field.withUTF8 { append($0) }
    }

    /// Ends the current record. One that would be an empty line, which readers skip, becomes a quoted empty field.
    package mutating func endRecord() {
        if bytes.count == recordStart { bytes += [UInt8(ascii: "\""), UInt8(ascii: "\"")] }
        bytes += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
        fieldCount = 0
        recordStart = bytes.count
    }

    /// Hands over what was written since the last call, and goes on with nothing.
    package mutating func takeBytes() -> [UInt8] {
        defer {
            bytes.removeAll(keepingCapacity: true)
            recordStart = 0
        }
        return bytes
    }

    private static func startsFormula(_ byte: UInt8?) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D: true
        default: false
        }
    }

    /// Quotes, commas and line breaks need them; tabs and semicolons too, so that no reader takes those for delimiters,
    /// and spaces at either end, which some readers drop.
    private static func needsQuotes(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
        if field.first == UInt8(ascii: " ") || field.last == UInt8(ascii: " ") { return true }
        return field.contains { byte in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, 0x0A, 0x0D: true
            default: false
            }
        }
    }
}
