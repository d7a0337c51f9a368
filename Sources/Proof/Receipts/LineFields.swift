package import Consent

/// A line of the ledger as a receipt shows it: its columns by name, in values of JSON.
package struct LineFields: Sendable, Equatable {
    private let values: [String: JSONValue]

    /// - Parameter values: a value for each of `LineLeaf.columns`; what is missing is null.
    package init(_ values: [String: JSONValue]) {
        self.values = values
    }

    /// The columns of an event in a receipt, or nil if it is no object.
    package init?(json: JSONValue?) {
        guard case .object(let members)? = json else { return nil }
        values = members
    }

    package var json: JSONValue {
        .object(
            Dictionary(
                uniqueKeysWithValues: LineLeaf.columns.map { ($0.name, values[$0.name] ?? .null) }))
    }

    package subscript(column: String) -> JSONValue { values[column] ?? .null }

    package var contact: ContactID? { self["contact_id"].text.flatMap(ContactID.init(text:)) }
    package var event: ContactID? { self["event_id"].text.flatMap(ContactID.init(text:)) }

    /// The leaf that the line is in its seal, or nil if a column holds what it cannot.
    package var leaf: MerkleHash? {
        guard values.count == LineLeaf.columns.count else { return nil }
        var encoder = LineLeaf()
        for column in LineLeaf.columns {
            guard let value = values[column.name] else { return nil }
            if value.isNull {
                encoder.append(nil as [UInt8]?)
            } else if let bytes = column.kind.bytes(of: value) {
                encoder.append(bytes)
            } else {
                return nil
            }
        }
        return encoder.hash
    }
}

extension LineLeaf.Kind {
    /// A value of JSON in the bytes that a leaf is made of, or nil if it is of another kind.
    fileprivate func bytes(of value: JSONValue) -> [UInt8]? {
        switch self {
        case .id: value.text.flatMap(ContactID.init(text:))?.bytes
        case .number32: value.number.flatMap(Int32.init(exactly:)).map { Self.bigEndian($0) }
        case .number64: value.number.map { Self.bigEndian($0) }
        case .instant:
            value.text.flatMap(Instant.init(rfc3339:)).map { Self.bigEndian($0.microseconds - Self.year2000) }
        case .text: value.text.map { Array($0.utf8) }
        case .hash: value.text.flatMap(Hexadecimal.bytes)
        }
    }

    /// 2000-01-01T00:00:00Z, in microseconds since 1970.
    private static let year2000: Int64 = 946_684_800_000_000

    private static func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian, Array.init)
    }
}
