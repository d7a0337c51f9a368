/// RFC 8058 §4: a receiver heeds the two fields only if a valid signature covers both.
enum SignedFieldsCheck: MessageCheck {
    static let name = "signature_covers_fields"
    static let standard = "A13, RFC 8058 §4"

    static func examine(_ message: MailMessage) -> Verdict {
        guard !message.signatures.isEmpty else { return .fails("the message has no DKIM signature") }
        let wanted = ["list-unsubscribe", "list-unsubscribe-post"]
        let covering = message.signatures.first { signature in wanted.allSatisfy(signature.signedFields.contains) }
        guard let covering else {
            return .fails(
                "no signature has List-Unsubscribe and List-Unsubscribe-Post in its h=: add them to what your signer signs"
            )
        }
        return .ok("both fields are in h= of the signature of \(covering.domain)")
    }
}
