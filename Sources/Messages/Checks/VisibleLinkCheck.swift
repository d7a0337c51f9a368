/// People look for the way out in the text of a mail; Gmail and Yahoo want it there too.
enum VisibleLinkCheck: MessageCheck {
    static let name = "visible_link"
    static let standard = "G1"

    static func examine(_ message: MailMessage) -> Verdict {
        guard let uri = message.unsubscribeURI, let host = host(of: uri) else {
            return .fails("without one https URI in List-Unsubscribe nothing can be looked for in the body")
        }
        guard !message.texts.isEmpty else { return .fails("the message has no text: put unsubscribe_url into it") }
        let hasLink = message.texts.allSatisfy { text in
            text.isHTML
                ? HTMLLinks.visible(in: text.text).contains { Self.host(of: $0) == host }
                : text.text.lowercased().contains("://\(host)/")
        }
        return hasLink
            ? .ok("a link to \(host) in every text")
            : .fails("not every text of the message shows a link to \(host): put unsubscribe_url into it")
    }

    /// The host of a web address, with its port.
    private static func host(of address: String) -> String? {
        let text = address.lowercased()
        guard let scheme = text.firstRange(of: "://"), text.hasPrefix("http") else { return nil }
        return String(text[scheme.upperBound...].prefix { !"/?#".contains($0) })
    }
}
