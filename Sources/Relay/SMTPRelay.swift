internal import CCurl

/// A mail server that takes mail by SMTP (RFC 5321).
///
/// With TLS if the server offers it. TLS is demanded where a name and a password go to another machine, and wherever the
/// signers of the certificate are named; otherwise smtp:// to this machine itself has none.
package struct SMTPRelay: Sendable {
    private let url: String
    private let security: ccurl_tls
    private let authorities: String?
    /// Codes that say that an address will not do, now or later (RFC 5321 §4.2.3); others are the relay's own trouble.
    private static let codesOfNoSuchMailbox = [550, 551, 553]
    private static let started: Void = ccurl_start()

    /// Nil unless it is `host`, `host:port`, or an smtp:// or smtps:// URL without a path; name and password may stand
    /// before the host.
    ///
    /// - Parameters:
    ///   - greeting: the name that this machine gives itself.
    ///   - authorities: a file of certificates, PEM, that the relay's own must be signed by; nil for the system's.
    package init?(_ text: String, greeting: String, authorities: String? = nil) {
        let scheme = ["smtp://", "smtps://"].first(where: text.hasPrefix) ?? ""
        let place = text.dropFirst(scheme.count)
        let isPlain = place.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"/?#\\\"<>".utf8.contains($0) }
        let server = place.split(separator: "@").last ?? ""
        let host = server.hasPrefix("[") ? server.prefix { $0 != "]" } + "]" : server.prefix { $0 != ":" }
        let port = server.dropFirst(host.count)
        guard isPlain, !host.isEmpty, host != "[]", port.isEmpty || Self.isPort(port.dropFirst()),
            Self.isPercentEncoded(place)
        else { return nil }
        url = "\(scheme.isEmpty ? "smtp://" : scheme)\(place)/\(greeting)"
        self.authorities = authorities
        let isLoopback = host == "localhost" || host == "[::1]" || host.hasPrefix("127.")
        security =
            authorities != nil || !isLoopback && place.contains("@")
            ? CCURL_TLS_DEMANDED : isLoopback ? CCURL_TLS_NONE : CCURL_TLS_IF_OFFERED
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.allSatisfy { $0.isASCII && $0.isNumber } && Int(text).map { (1...65_535).contains($0) } ?? false
    }

    /// Whether two hexadecimal digits stand behind each percent sign.
    private static func isPercentEncoded(_ text: Substring) -> Bool {
        text.split(separator: "%", omittingEmptySubsequences: false).dropFirst().allSatisfy { part in
            part.count >= 2 && part.prefix(2).allSatisfy { $0.isASCII && $0.isHexDigit }
        }
    }

    func handOver(_ message: [UInt8], from sender: String, to recipient: String) throws(HandOverProblem) {
        _ = Self.started
        var reply = 0
        var wasRecipientRefused: Int32 = 0
        let code = message.withUnsafeBytes { bytes in
            ccurl_send_mail(
                url, security, authorities, "<\(sender)>", "<\(recipient)>",
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, &reply, &wasRecipientRefused)
        }
        guard code != 0 else { return }
        let words = String(cString: ccurl_words(code))
        throw HandOverProblem(
            description: reply >= 400 ? "the relay answered \(reply)" : "the relay cannot be used: \(words)",
            isFinal: wasRecipientRefused != 0 && Self.codesOfNoSuchMailbox.contains(reply))
    }
}
