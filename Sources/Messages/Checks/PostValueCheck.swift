enum PostValueCheck: MessageCheck {
    static let name = "post_value"
    static let standard = "A3, RFC 8058 §5"

    static func examine(_ message: MailMessage) -> Verdict {
        let fields = message.header.fields(named: "List-Unsubscribe-Post")
        guard !fields.isEmpty else { return .fails("there is no List-Unsubscribe-Post") }
        return fields.allSatisfy { $0.value == "List-Unsubscribe=One-Click" }
            ? .ok("List-Unsubscribe=One-Click")
            : .fails("the value must be exactly List-Unsubscribe=One-Click")
    }
}
