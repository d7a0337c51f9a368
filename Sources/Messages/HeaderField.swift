/// A field of a message's header, as it was delivered.
package struct HeaderField: Sendable {
    /// In lower case.
    package let name: String
    /// What stands behind the colon, folds and all, without the last line break.
    package let raw: [UInt8]

    /// The value unfolded (RFC 5322 §2.2.3), without white space at its ends. Bytes that are no UTF-8 are replaced.
    package var value: String {
        let unfolded = raw.filter { $0 != 0x0D && $0 != 0x0A }
        return String(decoding: unfolded, as: UTF8.self).trimmed
    }

    /// How many octets the longest line has, the first one with its name.
    var longestLine: Int {
        let lines = raw.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            line.last == 0x0D ? line.count - 1 : line.count
        }
        return ([lines[0] + name.utf8.count + 1] + lines.dropFirst()).max() ?? 0
    }
}

extension StringProtocol {
    /// Without white space at its ends.
    var trimmed: String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
        while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
        return String(rest)
    }
}
