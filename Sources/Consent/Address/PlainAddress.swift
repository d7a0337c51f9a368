/// The shape of an address of ASCII alone, without quotes and without A-labels, as most addresses are.
///
/// Finding it allocates nothing and calls no C; putting such an address into its forms takes lower case alone.
struct PlainAddress {
    /// Where the `@` stands.
    let at: Int
    /// Whether the local part has a capital letter, so that its match form is another.
    let hasCapitalsInLocalPart: Bool

    /// Nil where the address is not plain or not an address: the full parser knows which.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count <= AddressLimit.address else { return nil }
        var hasCapitals = false
        var previous = UInt8.dot
        var at = 0
        // RFC 5321 §4.1.2, `Dot-string`.
        while true {
            guard at < bytes.count else { return nil }
            let byte = bytes[at]
            if byte == .at { break }
            guard byte.isAtomText || (byte == .dot && previous != .dot) else { return nil }
            hasCapitals = hasCapitals || byte.isCapital
            previous = byte
            at += 1
        }
        guard previous != .dot, at <= AddressLimit.local else { return nil }
        guard let domain = try? LDHDomain(UnsafeBufferPointer(rebasing: bytes[(at + 1)...])), !domain.hasALabels
        else { return nil }
        self.at = at
        self.hasCapitalsInLocalPart = hasCapitals
    }
}
