/// The part after the `@`.
struct Domain {
    /// In lower case, with A-labels.
    let ascii: [UInt8]

    /// Reads a domain in either spelling.
    ///
    /// - Parameter text: well-formed UTF-8 without control characters.
    init(_ text: ArraySlice<UInt8>) throws(AddressProblem) {
        guard let first = text.first else { throw .noDomain }
        guard first != UInt8(ascii: "[") else { throw .addressLiteral }
        guard !text.contains(where: { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: ")") }) else { throw .comment }
        let lowercased = text.map(\.lowercased)
        if lowercased.allSatisfy(\.isASCII) {
            guard try Self.syntax(of: lowercased).hasALabels else {
                ascii = lowercased
                return
            }
        } else {
            try Self.checkCharacters(of: UnicodeText(wellFormed: lowercased))
        }
        let mapped = try IDNA.ascii(String(decoding: lowercased, as: UTF8.self))
        ascii = Array(mapped.utf8)
        // RFC 5891 §5.4: an A-label is one only if its U-label leads back to it.
        if try Self.syntax(of: ascii).hasALabels {
            guard let unicode = IDNA.unicode(mapped), try IDNA.ascii(unicode) == mapped else {
                throw .internationalDomain
            }
        }
    }

    /// Names what no domain can hold. Invisible characters are not among that: UTS #46 ignores some and keeps some.
    private static func checkCharacters(of domain: UnicodeText) throws(AddressProblem) {
        for scalar in domain.scalars where !scalar.isASCII || scalar == " " {
            let category = scalar == " " ? .space : UnicodeCategory(scalar)
            if category != .invisible, let problem = category.problem { throw problem }
        }
    }

    private static func syntax(of domain: [UInt8]) throws(AddressProblem) -> LDHDomain {
        try domain.withUnsafeBufferPointer { (bytes) throws(AddressProblem) in try LDHDomain(bytes) }
    }

    /// Whether a carrier issued addresses here, until 2009, whose dots break RFC 5321: they are real people's.
    var isOfLaxCarrier: Bool {
        ascii.elementsEqual("docomo.ne.jp".utf8) || ascii.elementsEqual("ezweb.ne.jp".utf8)
    }
}
