/// What stands around an address that was copied from a link, a message or a quotation.
extension GivenAddress {
    mutating func unwrap() {
        dropMailto()
        dropAngleBrackets()
        dropStrayQuotes()
    }

    /// RFC 6068 §2: the address of a `mailto` URI, its percent-encoding undone.
    private mutating func dropMailto() {
        let scheme = "mailto:".unicodeScalars
        guard scalars.count >= scheme.count,
            zip(scalars, scheme).allSatisfy({ $0.properties.lowercaseMapping == String($1) })
        else { return }
        let path = Array(scalars.dropFirst(scheme.count).prefix { $0 != "?" })
        replace(with: percentDecoded(path) ?? path, by: .mailto)
    }

    private mutating func dropAngleBrackets() {
        guard scalars.count > 1, scalars.first == "<", scalars.last == ">" else { return }
        replace(with: scalars.dropFirst().dropLast(), by: .angleBrackets)
    }

    private mutating func dropStrayQuotes() {
        if let last = scalars.last, closingQuotes.contains(last) {
            replace(with: scalars.dropLast(), by: .strayQuotes)
        }
        if let first = scalars.first, openingQuotes.contains(first), !quotesLocalPart(first) {
            replace(with: scalars.dropFirst(), by: .strayQuotes)
        }
    }

    /// Whether the quotation mark that the text begins with is closed right before the `@`.
    private func quotesLocalPart(_ mark: Unicode.Scalar) -> Bool {
        if mark == "\"" {
            let bytes = text.bytes
            guard let close = Mailbox.closingQuote(in: bytes) else { return false }
            return bytes.dropFirst(close + 1).first == .at
        }
        guard let at = scalars.lastIndex(of: "@"), at > 1 else { return false }
        return closingQuotes.contains(scalars[at - 1])
    }
}

private let openingQuotes: Set<Unicode.Scalar> = ["'", "\"", "“", "”", "‘", "’", "„", "「", "『"]
private let closingQuotes: Set<Unicode.Scalar> = ["'", "\"", "“", "”", "‘", "’", "」", "』"]

/// RFC 3986 §2.1: the text with `%2B` and the like decoded; nil if the result is not text.
private func percentDecoded(_ encoded: [Unicode.Scalar]) -> [Unicode.Scalar]? {
    var decoded: [UInt8] = []
    var rest = UnicodeText(encoded).bytes[...]
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "%"), rest.count >= 2, rest.prefix(2).allSatisfy(\.isHexDigit),
            let octet = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
        {
            decoded.append(octet)
            rest = rest.dropFirst(2)
        } else {
            decoded.append(byte)
        }
    }
    return String(validating: decoded, as: UTF8.self).map { Array($0.unicodeScalars) }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool { isDigit || UInt8(ascii: "a")...UInt8(ascii: "f") ~= self | 0x20 }
}
