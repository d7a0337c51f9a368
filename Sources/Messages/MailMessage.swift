/// A message as it was delivered, and what was found out about it.
package struct MailMessage: Sendable {
    package let header: MessageHeader
    package let texts: [MailText]
    /// Its DKIM signatures in the order of the message.
    package let signatures: [DKIMSignature]

    package enum Problem: Error {
        /// It does not begin with a header.
        case noMessage
    }

    /// Reads a message with line breaks of either kind.
    ///
    /// - Parameters:
    ///   - keys: the public keys at hand.
    ///   - asksDNS: whether a key that is not at hand is asked of the DNS.
    package init(_ bytes: [UInt8], keys: DKIMKeys, asksDNS: Bool) throws(Problem) {
        guard let header = MessageHeader(bytes) else { throw .noMessage }
        self.header = header
        texts = MailText.all(in: bytes)
        let signed = header.fields(named: "DKIM-Signature").map(DKIMSignature.init)
        signatures =
            signed.isEmpty
            ? [] : DKIMVerifier(keys: keys, asksDNS: asksDNS).verify(Self.withCRLF(bytes), signed)
    }

    /// The addresses of all fields of these names.
    package func addresses(in names: String...) -> [String] {
        names.flatMap { header.fields(named: $0) }.flatMap(AddressField.addresses)
    }

    /// The domain of the one From, in lower case.
    var fromDomain: String? {
        let addresses = addresses(in: "From")
        guard addresses.count == 1, let at = addresses[0].lastIndex(of: "@") else { return nil }
        return addresses[0][addresses[0].index(after: at)...].lowercased()
    }

    /// The https URI of the only List-Unsubscribe.
    var unsubscribeURI: String? {
        let fields = header.fields(named: "List-Unsubscribe")
        guard fields.count == 1 else { return nil }
        return AngleURIs(fields[0].value).uris.first { $0.lowercased().hasPrefix("https:") }
    }

    /// A signature is over CRLF (RFC 6376 §3.4); a file may have bare LF.
    private static func withCRLF(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 40)
        for byte in bytes {
            if byte == 0x0A, result.last != 0x0D { result.append(0x0D) }
            result.append(byte)
        }
        return result
    }
}
