/// Behind the end that `l=` names anybody may add to the message, and the signature still holds.
enum WholeBodyCheck: MessageCheck {
    static let name = "signature_covers_body"
    static let standard = "RFC 6376 §8.2"

    static func examine(_ message: MailMessage) -> Verdict {
        guard !message.signatures.isEmpty else { return .fails("the message has no DKIM signature") }
        return message.signatures.contains(where: \.hasBodyLimit)
            ? .fails("a signature has l=, behind which anybody may add to the body: turn it off in your signer")
            : .ok("the whole body is signed")
    }
}
