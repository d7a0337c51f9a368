/// An e-mail address: a mailbox of RFC 5321 §4.1.2 as RFC 6531 §3.3 widens it, at a domain of the DNS.
///
///     let address = try EmailAddress("\"Taro.Yamada\"@日本語.JP")
///     address.canonical   // Taro.Yamada@xn--wgv71a119e.jp
///     address.matchForm   // taro.yamada@xn--wgv71a119e.jp
///
/// It comes only from parsing. Two addresses are equal if their match forms are.
package struct EmailAddress: Sendable {
    /// The version of the rule that makes match forms. A contact's identity is made of the match form: a change of
    /// the rule is a new version, and every older one is looked up still.
    package static let matchFormVersion = 1

    /// What is mailed: the local part in NFC, its case kept, quoted and escaped only where it must be; the domain in
    /// lower case with A-labels. At most 254 octets.
    package let canonical: String

    /// What tells contacts apart: as the canonical form, and the local part case folded, then in NFC again. Tags and
    /// dots stay. Folding can make it longer than an address may be.
    package let matchForm: String

    /// Whether dots stand first, last or together in the local part of a carrier that issued such addresses. They
    /// break RFC 5321 and are written without quotes here; engines differ in how they want them.
    package let isCarrierException: Bool

    /// Whether only a server with SMTPUTF8 (RFC 6531) can take it: the local part is not ASCII.
    package let needsSMTPUTF8: Bool

    /// Parses without any repair.
    package init(_ text: some StringProtocol) throws(AddressProblem) {
        var text = String(text)
        self = try text.withUTF8 { bytes in
            Result { () throws(AddressProblem) in try EmailAddress(utf8: bytes) }
        }.get()
    }

    /// Parses without any repair. Nothing of the buffer is kept.
    package init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(AddressProblem) {
        if let plain = PlainAddress(bytes) {
            self.init(plain, of: bytes)
            return
        }
        guard bytes.count <= AddressLimit.text else { throw .addressTooLong }
        guard let text = UnicodeText(bytes) else { throw .notUTF8 }
        try self.init(text)
    }

    /// Parses without any repair and without the short way for plain addresses.
    init(_ text: UnicodeText) throws(AddressProblem) {
        let mailbox = try Mailbox(text)
        let local = try LocalPart(written: mailbox.local)
        let domain = try Domain(mailbox.domain)
        isCarrierException = local.hasMisplacedDots && local.isMadeOfAtoms && domain.isOfLaxCarrier
        if case .dotString = mailbox.local, local.hasMisplacedDots, !isCarrierException { throw .dotPlacement }

        let written = local.written(allowingAnyDots: isCarrierException)
        guard written.count <= AddressLimit.local else { throw .localTooLong }
        guard written.count + 1 + domain.ascii.count <= AddressLimit.address else { throw .addressTooLong }
        let folded = local.folded.written(allowingAnyDots: isCarrierException)
        canonical = String(decoding: written + [.at] + domain.ascii, as: UTF8.self)
        matchForm = String(decoding: folded + [.at] + domain.ascii, as: UTF8.self)
        needsSMTPUTF8 = !local.text.isASCII
    }

    /// The address of which `plain` is the shape.
    init(_ plain: PlainAddress, of bytes: UnsafeBufferPointer<UInt8>) {
        canonical = Self.lowercased(bytes, from: plain.at)
        // Most have no capitals: then both forms are one string, and share its storage.
        matchForm = plain.hasCapitalsInLocalPart ? Self.lowercased(bytes, from: 0) : canonical
        isCarrierException = false
        needsSMTPUTF8 = false
    }

    /// ASCII as a string, in lower case from a position on.
    private static func lowercased(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> String {
        String(unsafeUninitializedCapacity: bytes.count) { buffer in
            for index in 0..<start { buffer.initializeElement(at: index, to: bytes[index]) }
            for index in start..<bytes.count { buffer.initializeElement(at: index, to: bytes[index].lowercased) }
            return bytes.count
        }
    }
}

extension EmailAddress {
    /// The domain with A-labels, as DNS and SMTP want it.
    package var domain: Substring {
        guard let at = canonical.utf8.lastIndex(of: .at) else { preconditionFailure("an address has an @") }
        return canonical[canonical.utf8.index(after: at)...]
    }

    /// The domain with U-labels, as people read it.
    package var unicodeDomain: String {
        let domain = String(domain)
        // Parsing has seen the A-labels decode.
        return IDNA.unicode(domain) ?? domain
    }
}

extension EmailAddress: Hashable {
    package static func == (left: EmailAddress, right: EmailAddress) -> Bool {
        left.matchForm == right.matchForm
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(matchForm)
    }
}
