/// The two parts of an address as they are written (RFC 5321 §4.1.2, `Mailbox`), cut at the `@` and not yet read.
struct Mailbox {
    enum Local {
        case dotString(ArraySlice<UInt8>)
        /// What stands between the quotes, escapes and all.
        case quotedString(ArraySlice<UInt8>)
    }

    let local: Local
    let domain: ArraySlice<UInt8>

    init(_ text: UnicodeText) throws(AddressProblem) {
        let bytes = text.bytes
        guard let first = bytes.first else { throw .empty }
        let at: Int
        if first == .quote {
            guard let close = Self.closingQuote(in: bytes) else { throw .quoteNotClosed }
            at = close + 1
            guard at < bytes.count else { throw bytes[..<close].contains(.at) ? .quotePlacement : .noAt }
            guard bytes[at] == .at else { throw .quotePlacement }
            local = .quotedString(bytes[1..<close])
        } else {
            guard let found = bytes.firstIndex(of: .at) else { throw .noAt }
            at = found
            guard at > 0 else { throw .noLocalPart }
            local = .dotString(bytes[..<at])
        }
        domain = bytes[(at + 1)...]
        if let next = domain.lastIndex(of: .at) {
            throw Self.separates(domain[..<next]) ? .severalAddresses : .severalAts
        }
        guard !bytes.contains(where: \.isControl) else { throw .controlCharacter }
    }

    /// Where the quoted string that the bytes begin with ends; nil if it does not.
    static func closingQuote(in bytes: [UInt8]) -> Int? {
        var index = 1
        while index < bytes.count, bytes[index] != .quote {
            index += bytes[index] == .backslash ? 2 : 1
        }
        return index < bytes.count ? index : nil
    }

    /// Whether what stands between two `@` holds one of the signs that people put between two addresses.
    private static func separates(_ text: ArraySlice<UInt8>) -> Bool {
        UnicodeText(wellFormed: Array(text)).scalars.contains { scalar in
            switch scalar {
            case ",", ";", "/", "|", "、", "，", "；", "\t", "\n", "\r": true
            default: scalar.properties.isWhitespace
            }
        }
    }
}
