/// The longest that an address may be, in octets of its canonical form.
enum AddressLimit {
    /// RFC 5321 §4.5.3.1.1.
    static let local = 64
    /// RFC 5321 §4.5.3.1.2.
    static let domain = 255
    /// RFC 5321 §4.5.3.1.3: a path of 256 octets, less its angle brackets.
    static let address = 254
    /// RFC 1035 §2.3.4.
    static let label = 63
    /// Longer text is refused unread. Escapes, decomposed letters and U-labels make a text longer than its canonical
    /// form, though never so much longer in an address that anyone has.
    static let text = 2048
}
