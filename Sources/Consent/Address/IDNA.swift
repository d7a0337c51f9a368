import CIDN2

/// Domains in their two spellings, by UTS #46 (non-transitional) and IDNA2008 as libidn2 has them.
enum IDNA {
    /// The domain with A-labels. libidn2 looks neither at the syntax of ASCII labels nor at empty ones.
    ///
    /// - Parameter domain: without NUL, which would end it.
    static func ascii(_ domain: String) throws(AddressProblem) -> String {
        var output: UnsafeMutablePointer<CChar>?
        let status = idn2_to_ascii_8z(mapped(domain), &output, Int32(IDN2_NONTRANSITIONAL.rawValue))
        defer { idn2_free(output) }
        guard status == IDN2_OK.rawValue, let output else { throw problem(status) }
        return String(cString: output)
    }

    /// The domain with U-labels; nil if an A-label cannot be decoded.
    static func unicode(_ domain: String) -> String? {
        var output: UnsafeMutablePointer<CChar>?
        let status = idn2_to_unicode_8z8z(domain, &output, 0)
        defer { idn2_free(output) }
        guard status == IDN2_OK.rawValue, let output else { return nil }
        return String(cString: output)
    }

    /// UTS #46 maps ẞ to ss up to revision 30 and to ß since: here it is ß, whichever revision the library follows.
    private static func mapped(_ domain: String) -> String {
        guard domain.unicodeScalars.contains("\u{1E9E}") else { return domain }
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: domain.unicodeScalars.lazy.map { $0 == "\u{1E9E}" ? "\u{DF}" : $0 })
        return String(scalars)
    }

    private static func problem(_ status: Int32) -> AddressProblem {
        switch status {
        case IDN2_TOO_BIG_DOMAIN.rawValue: .domainTooLong
        case IDN2_TOO_BIG_LABEL.rawValue, IDN2_PUNYCODE_BIG_OUTPUT.rawValue: .labelTooLong
        case IDN2_HYPHEN_STARTEND.rawValue: .domainHyphenPlacement
        case IDN2_UNASSIGNED.rawValue: .unassignedCharacter
        default: .internationalDomain
        }
    }
}
