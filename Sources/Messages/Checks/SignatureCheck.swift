/// Whether a signature that covers both fields holds.
enum SignatureCheck: MessageCheck {
    static let name = "signature_holds"
    static let standard = "A13, RFC 6376"

    static func examine(_ message: MailMessage) -> Verdict {
        guard !message.signatures.isEmpty else { return .fails("the message has no DKIM signature") }
        let covering = message.signatures.filter { signature in
            ["list-unsubscribe", "list-unsubscribe-post"].allSatisfy(signature.signedFields.contains)
        }
        // Without one that covers them, that is said elsewhere; here it is asked whether any holds.
        let asked = covering.isEmpty ? message.signatures : covering
        if let good = asked.first(where: { $0.result == .holds }) {
            return .ok("the signature of \(good.domain) holds")
        }
        for signature in asked {
            if case .broken(let reason) = signature.result {
                return .fails("the signature of \(signature.domain) does not hold: \(reason)")
            }
        }
        let name = "\(asked[0].selector)._domainkey.\(asked[0].domain)"
        return .skipped("the key is not at hand: --key \(name)=FILE, or --dns")
    }
}
