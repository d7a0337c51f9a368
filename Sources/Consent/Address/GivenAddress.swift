/// The text of an address as a file gives it, while it is being repaired.
struct GivenAddress {
    private(set) var scalars: [Unicode.Scalar]
    private(set) var repairs: Set<AddressRepair> = []

    init(_ text: UnicodeText) {
        scalars = Array(text.scalars)
    }

    /// The text as it stands now.
    var text: UnicodeText { UnicodeText(scalars) }

    /// Repairs until nothing is left to repair: one wrapping may be inside another.
    mutating func repair() {
        while true {
            let before = scalars
            narrow()
            dropInvisible()
            dropOuterSpaces()
            unwrap()
            dropSpacesAroundAt()
            replaceFullStopsInDomain()
            guard scalars != before else { break }
        }
        dropJoinersInDomain()
    }

    /// Puts a repaired text in place; the same text is no repair.
    mutating func replace(with new: some Sequence<Unicode.Scalar>, by repair: AddressRepair) {
        let new = Array(new)
        guard new != scalars else { return }
        scalars = new
        repairs.insert(repair)
    }

    /// Where the domain begins, so far as that can be told before parsing.
    private var domainStart: Int { scalars.lastIndex(of: "@").map { $0 + 1 } ?? scalars.count }

    /// Full-width forms of ASCII to ASCII.
    private mutating func narrow() {
        let narrowed = scalars.map { scalar in
            ("\u{FF01}"..."\u{FF5E}").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value - 0xFEE0)) : scalar
        }
        replace(with: narrowed, by: .fullWidth)
    }

    /// Characters without width, except the joiners of a domain, which can be letters of it (RFC 5892 appendix A.1).
    private mutating func dropInvisible() {
        let local = scalars[..<domainStart].filter { !$0.isInvisible }
        let domain = scalars[domainStart...].filter { !$0.isInvisible || $0.isJoiner }
        replace(with: local + domain, by: .invisibleCharacter)
    }

    private mutating func dropJoinersInDomain() {
        let domain = scalars[domainStart...]
        guard domain.contains(where: \.isJoiner), (try? Domain(UnicodeText(domain).bytes[...])) == nil else { return }
        replace(with: scalars[..<domainStart] + domain.filter { !$0.isJoiner }, by: .invisibleCharacter)
    }

    /// Spaces at the ends: those of ASCII are no repair.
    private mutating func dropOuterSpaces() {
        let start = scalars.firstIndex { !$0.isBlank } ?? scalars.count
        let end = scalars.lastIndex { !$0.isBlank }.map { $0 + 1 } ?? start
        if (scalars[..<start] + scalars[end...]).contains(where: \.isUnicodeSpace) { repairs.insert(.unicodeSpace) }
        scalars = Array(scalars[start..<end])
    }

    /// Spaces that touch the `@`. Those between two words stay and fail: a name before an address is no part of it.
    private mutating func dropSpacesAroundAt() {
        guard let at = scalars.lastIndex(of: "@") else { return }
        let localEnd = scalars[..<at].lastIndex { !$0.isUnicodeSpace }.map { $0 + 1 } ?? 0
        let domain = scalars[(at + 1)...].drop(while: \.isUnicodeSpace)
        replace(with: scalars[..<localEnd] + ["@"] + domain, by: .unicodeSpace)
    }

    /// The full stops of Japanese text, which UTS #46 too takes for dots.
    private mutating func replaceFullStopsInDomain() {
        let domain = scalars[domainStart...].map { $0 == "。" || $0 == "｡" ? "." : $0 }
        replace(with: scalars[..<domainStart] + domain, by: .ideographicFullStop)
    }
}

extension Unicode.Scalar {
    /// A space of any width but that of ASCII.
    fileprivate var isUnicodeSpace: Bool { !isASCII && UnicodeCategory(self) == .space }

    fileprivate var isBlank: Bool { self == " " || self == "\t" || isUnicodeSpace }

    /// ZERO WIDTH NON-JOINER or ZERO WIDTH JOINER.
    fileprivate var isJoiner: Bool { self == "\u{200C}" || self == "\u{200D}" }

    /// What copying leaves behind unseen. The marks that make text run from right to left are not among them: with
    /// one of those, the address that is seen is not the address that is stored.
    fileprivate var isInvisible: Bool {
        switch value {
        // Soft hyphen, zero-width space and joiners, direction marks, word joiner, byte order mark.
        case 0xAD, 0x200B...0x200F, 0x202A, 0x202C, 0x2060, 0xFEFF: true
        // Variation selectors.
        case 0xFE00...0xFE0F, 0xE0100...0xE01EF: true
        default: false
        }
    }
}
