/// What a scan of a domain of letters, digits and hyphens (RFC 5890 §2.3.1) finds out. Case is not looked at.
struct LDHDomain {
    /// Whether a label begins with `xn--`, so that IDNA has a say too.
    let hasALabels: Bool

    /// Checks the syntax of a domain that may be mailed: RFC 5321 §4.1.2 `Domain`, at least two labels, and a last
    /// label that is not a number, which would make it an IP address to some programs (RFC 3696 §2).
    init(_ domain: UnsafeBufferPointer<UInt8>) throws(AddressProblem) {
        guard !domain.isEmpty else { throw .noDomain }
        guard domain.count <= AddressLimit.domain else { throw .domainTooLong }
        var hasALabels = false
        var hasDot = false
        var labelStart = 0
        var labelIsNumber = true
        for index in 0...domain.count {
            let byte = index < domain.count ? domain[index] : .dot
            if byte == .dot {
                let length = index - labelStart
                guard length > 0 else { throw .domainDotPlacement }
                guard length <= AddressLimit.label else { throw .labelTooLong }
                guard domain[labelStart] != .hyphen, domain[index - 1] != .hyphen else {
                    throw .domainHyphenPlacement
                }
                if index < domain.count {
                    hasDot = true
                    labelIsNumber = true
                }
                labelStart = index + 1
            } else if byte.isLetter {
                labelIsNumber = false
            } else if byte == .hyphen {
                labelIsNumber = false
                if index == labelStart + 3, domain[index - 1] == .hyphen,
                    domain[labelStart].lowercased == UInt8(ascii: "x"),
                    domain[labelStart + 1].lowercased == UInt8(ascii: "n")
                {
                    hasALabels = true
                }
            } else if !byte.isDigit {
                throw byte == .space ? .space : .domainCharacter
            }
        }
        guard hasDot else { throw .singleLabelDomain }
        guard !labelIsNumber else { throw .numericTopLevelDomain }
        self.hasALabels = hasALabels
    }
}
