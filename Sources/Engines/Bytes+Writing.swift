extension [UInt8] {
    /// Appends text of the source, without making a string of it.
    mutating func append(_ literal: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Appends a comma and a cell (RFC 4180), in quotes where it needs them.
    mutating func appendCell(_ value: UnsafeBufferPointer<UInt8>?) {
        append(UInt8(ascii: ","))
        guard let value else { return }
        guard value.contains(where: Self.needsQuotes) else { return append(contentsOf: value) }
        append(UInt8(ascii: "\""))
        for byte in value {
            if byte == UInt8(ascii: "\"") { append(byte) }
            append(byte)
        }
        append(UInt8(ascii: "\""))
    }

    /// Appends a comma and a cell.
    mutating func appendCell(_ value: [UInt8]) {
        value.withUnsafeBufferPointer { appendCell($0) }
    }

    /// Appends the first line of a CSV file.
    mutating func appendHeader(_ names: [String]) {
        var line: [UInt8] = []
        names.forEach { line.appendCell(Array($0.utf8)) }
        append(contentsOf: line.dropFirst())
        append("\r\n")
    }

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        byte == 0x22 || byte == 0x2C || byte == 0x0A || byte == 0x0D
    }
}
