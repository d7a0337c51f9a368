internal import CCurl

/// A mail server that takes mail by SMTP (RFC 5321), with TLS if it offers that; to this machine itself without.
package struct SMTPRelay: Sendable {
    private let url: String
    private let isLoopback: Bool
    private static let started: Void = ccurl_start()

    /// Nil unless it is `host`, `host:port`, or an smtp:// or smtps:// URL without a path; name and password may stand
    /// before the host.
    ///
    /// - Parameter greeting: the name that this machine gives itself.
    package init?(_ text: String, greeting: String) {
        let scheme = ["smtp://", "smtps://"].first(where: text.hasPrefix) ?? ""
        let place = text.dropFirst(scheme.count)
        let isPlain = place.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"/?#\\\"<>".utf8.contains($0) }
        let server = place.split(separator: "@").last ?? ""
        let host = server.hasPrefix("[") ? server.prefix { $0 != "]" } + "]" : server.prefix { $0 != ":" }
        guard isPlain, !host.isEmpty, host != "[]" else { return nil }
        url = "\(scheme.isEmpty ? "smtp://" : scheme)\(place)/\(greeting)"
        isLoopback = host == "localhost" || host == "[::1]" || host.hasPrefix("127.")
    }

    func handOver(_ message: [UInt8], from sender: String, to recipient: String) throws(HandOverProblem) {
        _ = Self.started
        var reply = 0
        let code = message.withUnsafeBytes { bytes in
            ccurl_send_mail(
                url, isLoopback ? 0 : 1, "<\(sender)>", "<\(recipient)>",
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, &reply)
        }
        guard code != 0 else { return }
        let words = String(cString: ccurl_words(code))
        throw HandOverProblem(
            description: reply >= 400 ? "the relay answered \(reply)" : "the relay cannot be used: \(words)")
    }
}
