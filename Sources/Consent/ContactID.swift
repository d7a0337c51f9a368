/// Who a contact is: a keyed digest of the match form of the address, as a UUID of version 8 (RFC 9562 §5.8).
///
/// Sixteen bytes, ordered as PostgreSQL orders `uuid`: byte by byte.
package struct ContactID: Sendable, Hashable, Comparable {
    /// The first eight bytes, most significant first.
    package let high: UInt64
    /// The last eight bytes, most significant first.
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package static func < (left: ContactID, right: ContactID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension ContactID {
    /// The id in sixteen bytes, or nil if there are not just sixteen. Not generic: bulk readers call it for every row.
    package init?(bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count == 16 else { return nil }
        let memory = UnsafeRawBufferPointer(bytes)
        self.init(
            high: UInt64(bigEndian: memory.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: memory.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }

    /// Sixteen bytes, most significant first.
    package var bytes: [UInt8] {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian), Array.init)
    }
}

extension ContactID: CustomStringConvertible {
    /// The id in the text form of RFC 9562 §4, or nil if the text is not one.
    package init?(text: String) {
        let digits = text.utf8.filter { $0 != UInt8(ascii: "-") }
        guard digits.count == 32, text.utf8.count == 36,
            let high = UInt64(String(decoding: digits.prefix(16), as: UTF8.self), radix: 16),
            let low = UInt64(String(decoding: digits.suffix(16), as: UTF8.self), radix: 16)
        else { return nil }
        self.init(high: high, low: low)
    }

    /// Lower-case hexadecimal digits in groups of 8-4-4-4-12.
    package var description: String {
        let digits = [high, low].flatMap { half in
            let text = String(half, radix: 16)
            return Array(repeatElement(Character("0"), count: 16 - text.count)) + Array(text)
        }
        var text = ""
        for (place, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(place) { text.append("-") }
            text.append(digit)
        }
        return text
    }
}
