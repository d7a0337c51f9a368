package import Consent

/// A type that can be read from PostgreSQL's text form of a column.
package protocol ColumnValue {
    /// The value, or nil if the text is not one.
    init?(columnText: UnsafeBufferPointer<UInt8>)
}

extension String: ColumnValue {
    package init?(columnText: UnsafeBufferPointer<UInt8>) {
        self.init(decoding: columnText, as: UTF8.self)
    }
}

extension Int64: ColumnValue {
    package init?(columnText: UnsafeBufferPointer<UInt8>) {
        self.init(String(decoding: columnText, as: UTF8.self))
    }
}

extension Int32: ColumnValue {
    package init?(columnText: UnsafeBufferPointer<UInt8>) {
        self.init(String(decoding: columnText, as: UTF8.self))
    }
}

extension Int: ColumnValue {
    package init?(columnText: UnsafeBufferPointer<UInt8>) {
        self.init(String(decoding: columnText, as: UTF8.self))
    }
}

extension Bool: ColumnValue {
    package init?(columnText: UnsafeBufferPointer<UInt8>) {
        switch columnText.first {
        case UInt8(ascii: "t"): self = true
        case UInt8(ascii: "f"): self = false
        default: return nil
        }
    }
}

extension ContactID: ColumnValue {
    package init?(columnText: UnsafeBufferPointer<UInt8>) {
        self.init(text: String(decoding: columnText, as: UTF8.self))
    }
}

/// `bytea`, in the `\x…` form.
extension [UInt8]: ColumnValue {
    package init?(columnText: UnsafeBufferPointer<UInt8>) {
        guard columnText.starts(with: Array("\\x".utf8)), columnText.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(columnText.count / 2 - 1)
        for place in stride(from: 2, to: columnText.count, by: 2) {
            guard let high = Character(UnicodeScalar(columnText[place])).hexDigitValue,
                let low = Character(UnicodeScalar(columnText[place + 1])).hexDigitValue
            else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        self = bytes
    }
}

/// `timestamptz` in the ISO form that the server prints for a session in any time zone: `2026-01-31 09:00:00.5+09`.
extension Instant: ColumnValue {
    package init?(columnText: UnsafeBufferPointer<UInt8>) {
        self.init(rfc3339: String(decoding: columnText, as: UTF8.self))
    }
}
