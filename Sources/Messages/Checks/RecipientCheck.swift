/// Nobody may read the address of somebody else in a message.
enum RecipientCheck: MessageCheck {
    static let name = "one_recipient"
    static let standard = "M"

    static func examine(_ message: MailMessage) -> Verdict {
        let count = message.addresses(in: "To", "Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc").count
        return count <= 1
            ? .ok(count == 1 ? "one address in To, Cc and Bcc" : "no address in To, Cc and Bcc")
            : .fails("\(count) addresses in To, Cc and Bcc: send one message a person")
    }
}
