/// Mailbox providers press the one https URI; with two of them nobody knows which.
enum UnsubscribeURICheck: MessageCheck {
    static let name = "one_https_uri"
    static let standard = "A2, RFC 8058 §3.1"

    static func examine(_ message: MailMessage) -> Verdict {
        let fields = message.header.fields(named: "List-Unsubscribe")
        guard !fields.isEmpty else { return .fails("there is no List-Unsubscribe") }
        let schemes = fields.flatMap { AngleURIs($0.value).uris }.map { uri in
            uri.prefix { $0 != ":" }.lowercased()
        }
        let https = schemes.count { $0 == "https" }
        if schemes.contains("http") { return .fails("there is an http URI: it must be https") }
        return https == 1 ? .ok("one https URI") : .fails("there are \(https) https URIs: there must be one")
    }
}
