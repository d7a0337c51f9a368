enum AlignmentCheck: MessageCheck {
    static let name = "from_alignment"
    static let standard = "RFC 7489 §3.1.1"

    static func examine(_ message: MailMessage) -> Verdict {
        guard let from = message.fromDomain else { return .fails("there is no one From to compare with") }
        guard !message.signatures.isEmpty else { return .fails("the message has no DKIM signature") }
        guard let aligned = message.signatures.first(where: { $0.isAligned(with: from) }) else {
            let domains = message.signatures.map(\.domain).joined(separator: ", ")
            return .fails("From is of \(from), the signature of \(domains): let your own domain sign")
        }
        return .ok("From is of \(from), the signature of \(aligned.domain)")
    }
}
