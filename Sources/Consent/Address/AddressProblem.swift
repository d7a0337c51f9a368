/// Why a text is not an e-mail address: one case for each reason that a person would tell apart.
///
/// The raw value is stable; it is written into rejections and reports.
package enum AddressProblem: String, Error, Hashable, CaseIterable {
    case empty
    case notUTF8 = "not_utf8"
    case noAt = "no_at"
    case severalAts = "several_ats"
    case severalAddresses = "several_addresses"
    case noLocalPart = "no_local_part"
    case noDomain = "no_domain"
    case space
    case controlCharacter = "control_character"
    case invisibleCharacter = "invisible_character"
    case unassignedCharacter = "unassigned_character"
    case privateUseCharacter = "private_use_character"
    case comment
    case localCharacter = "local_character"
    case dotPlacement = "dot_placement"
    case quoteNotClosed = "quote_not_closed"
    case quotePlacement = "quote_placement"
    case escapePlacement = "escape_placement"
    case addressLiteral = "address_literal"
    case domainCharacter = "domain_character"
    case domainDotPlacement = "domain_dot_placement"
    case domainHyphenPlacement = "domain_hyphen_placement"
    case singleLabelDomain = "single_label_domain"
    case numericTopLevelDomain = "numeric_top_level_domain"
    case internationalDomain = "international_domain"
    case labelTooLong = "label_too_long"
    case localTooLong = "local_too_long"
    case domainTooLong = "domain_too_long"
    case addressTooLong = "address_too_long"

    /// The stable name of the reason, in snake case.
    package var code: String { rawValue }
}

extension AddressProblem: CustomStringConvertible {
    /// The reason in plain English. It never quotes the address.
    package var description: String {
        switch self {
        case .empty: "there is no address"
        case .notUTF8: "the text is not valid UTF-8"
        case .noAt: "there is no @"
        case .severalAts: "there is more than one @"
        case .severalAddresses: "there is more than one address"
        case .noLocalPart: "nothing stands before the @"
        case .noDomain: "nothing stands after the @"
        case .space: "there is a space in the address"
        case .controlCharacter: "there is a line break or another control character in the address"
        case .invisibleCharacter: "there is an invisible character in the address"
        case .unassignedCharacter: "there is a character that Unicode does not define"
        case .privateUseCharacter: "there is a private-use character, which means something else on every machine"
        case .comment: "there are parentheses in the address"
        case .localCharacter: "there is a character before the @ that is allowed only inside double quotes"
        case .dotPlacement: "before the @, a dot stands first, last or beside another dot"
        case .quoteNotClosed: "a double quote is opened and not closed"
        case .quotePlacement: "double quotes enclose only a piece of what stands before the @"
        case .escapePlacement: "a backslash stands before a character that it cannot escape"
        case .addressLiteral: "an IP address stands in place of a domain"
        case .domainCharacter: "there is a character in the domain that domains cannot have"
        case .domainDotPlacement: "in the domain, a dot stands first, last or beside another dot"
        case .domainHyphenPlacement: "a part of the domain begins or ends with a hyphen"
        case .singleLabelDomain: "the domain has no dot"
        case .numericTopLevelDomain: "the last part of the domain is a number"
        case .internationalDomain: "the domain is not a valid internationalised domain name"
        case .labelTooLong: "a part of the domain is longer than 63 octets"
        case .localTooLong: "what stands before the @ is longer than 64 octets"
        case .domainTooLong: "the domain is longer than 255 octets"
        case .addressTooLong: "the address is longer than 254 octets"
        }
    }
}
