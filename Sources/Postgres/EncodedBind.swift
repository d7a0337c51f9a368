import Consent
import SQL

/// A bind as it goes over the wire.
struct EncodedBind {
    /// The OID of the parameter's type; 0 lets the server infer it.
    let type: UInt32
    /// Nil for NULL.
    let bytes: [UInt8]?
    let isBinary: Bool

    init(_ bind: Bind) {
        switch bind {
        case .null: self.init(0, nil)
        case .bool(let value): self.init(16, text: value ? "t" : "f")
        case .int32(let value): self.init(23, text: String(value))
        case .int64(let value): self.init(20, text: String(value))
        case .double(let value): self.init(701, text: String(value))
        case .text(let value): self.init(25, text: value)
        case .bytes(let value): self.init(17, value, isBinary: true)
        case .contact(let id): self.init(2950, id.bytes, isBinary: true)
        case .instant(let instant):
            self.init(1184, BinaryValue.bytes(instant.microsecondsSince2000), isBinary: true)
        case .json(let value): self.init(3802, text: value)
        case .texts(let values):
            self.init(1009, BinaryValue.array(of: 25, values.map { Array($0.utf8) }), isBinary: true)
        case .contacts(let ids): self.init(2951, BinaryValue.array(of: 2950, ids.map(\.bytes)), isBinary: true)
        }
    }

    private init(_ type: UInt32, _ bytes: [UInt8]?, isBinary: Bool = false) {
        self.type = type
        self.bytes = bytes
        self.isBinary = isBinary
    }

    private init(_ type: UInt32, text: String) {
        self.init(type, Array(text.utf8))
    }
}

/// PostgreSQL's binary forms.
enum BinaryValue {
    /// An integer, most significant byte first.
    static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian, Array.init)
    }

    /// A one-dimensional array without nulls.
    static func array(of type: UInt32, _ elements: [[UInt8]]) -> [UInt8] {
        var bytes = bytes(Int32(elements.isEmpty ? 0 : 1)) + bytes(Int32(0)) + bytes(type)
        guard !elements.isEmpty else { return bytes }
        bytes += Self.bytes(Int32(elements.count)) + Self.bytes(Int32(1))
        for element in elements {
            bytes += Self.bytes(Int32(element.count)) + element
        }
        return bytes
    }
}

extension Instant {
    /// PostgreSQL counts microseconds from 2000-01-01T00:00:00Z.
    package var microsecondsSince2000: Int64 {
        microseconds - 946_684_800_000_000
    }

    package init(microsecondsSince2000: Int64) {
        self.init(microseconds: microsecondsSince2000 + 946_684_800_000_000)
    }
}
