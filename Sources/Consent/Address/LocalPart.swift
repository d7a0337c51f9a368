/// The part before the `@` as it is meant: without quotes and escapes, in NFC (RFC 6532 §3.1), its case kept.
struct LocalPart {
    let text: UnicodeText

    /// Reads a local part as it is written.
    ///
    /// What only quotes allow without them is found out here, except the places of dots, which depend on the domain.
    ///
    /// - Parameter written: well-formed UTF-8 without ASCII control characters.
    init(written: Mailbox.Local) throws(AddressProblem) {
        switch written {
        case .dotString(let bytes):
            text = UnicodeText(wellFormed: Array(bytes)).nfc
            // After NFC: U+037E, for one, becomes a semicolon by it.
            try Self.checkUnquoted(text)
        case .quotedString(let bytes):
            text = UnicodeText(wellFormed: try Self.unescaped(bytes)).nfc
        }
        guard !text.bytes.isEmpty else { throw .noLocalPart }
        guard !text.isASCII else { return }
        for scalar in text.scalars where !scalar.isASCII {
            if let problem = UnicodeCategory(scalar).problem { throw problem }
        }
    }

    private init(text: UnicodeText) {
        self.text = text
    }

    /// Full case folding, then NFC again, which folding can undo.
    var folded: LocalPart { LocalPart(text: text.caseFolded.nfc) }

    /// Whether a dot stands first, last or beside another dot.
    var hasMisplacedDots: Bool {
        var previous = UInt8.dot
        for byte in text.bytes {
            if byte == .dot && previous == .dot { return true }
            previous = byte
        }
        return previous == .dot
    }

    /// Whether there is nothing in it but atoms and dots, wherever these stand.
    var isMadeOfAtoms: Bool { text.bytes.allSatisfy { $0.isAtomText || $0 == .dot || !$0.isASCII } }

    /// The local part to write, in quotes only if it needs them.
    ///
    /// - Parameter allowingAnyDots: whether the domain lets dots stand anywhere.
    func written(allowingAnyDots: Bool) -> [UInt8] {
        guard !isMadeOfAtoms || (hasMisplacedDots && !allowingAnyDots) else { return text.bytes }
        var quoted: [UInt8] = [.quote]
        for byte in text.bytes {
            if byte == .quote || byte == .backslash { quoted.append(.backslash) }
            quoted.append(byte)
        }
        quoted.append(.quote)
        return quoted
    }

    /// RFC 5321 §4.1.2 `Dot-string` as RFC 6531 §3.3 widens it, less the places of its dots.
    private static func checkUnquoted(_ text: UnicodeText) throws(AddressProblem) {
        for byte in text.bytes where !byte.isAtomText && byte != .dot && byte.isASCII {
            switch byte {
            case .space: throw .space
            case .quote: throw .quotePlacement
            case UInt8(ascii: "("), UInt8(ascii: ")"): throw .comment
            default: throw .localCharacter
            }
        }
    }

    /// RFC 5321 §4.1.2 `QcontentSMTP`: a backslash escapes a graphic character of ASCII or a space, nothing else.
    private static func unescaped(_ quoted: ArraySlice<UInt8>) throws(AddressProblem) -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(quoted.count)
        var isEscaped = false
        for byte in quoted {
            if isEscaped {
                guard byte.isASCII else { throw .escapePlacement }
                content.append(byte)
                isEscaped = false
            } else if byte == .backslash {
                isEscaped = true
            } else {
                content.append(byte)
            }
        }
        return content
    }
}
