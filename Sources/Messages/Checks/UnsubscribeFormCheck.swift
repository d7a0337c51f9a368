enum UnsubscribeFormCheck: MessageCheck {
    static let name = "list_unsubscribe_form"
    static let standard = "B1, RFC 2369 §2"

    /// Octets of a line (RFC 5322 §2.1.1).
    private static let longestLine = 998

    static func examine(_ message: MailMessage) -> Verdict {
        let fields = message.header.fields(named: "List-Unsubscribe")
        guard !fields.isEmpty else { return .fails("there is no List-Unsubscribe") }
        for field in fields {
            if let problem = AngleURIs(field.value).problem {
                return .fails("\(problem): write <URI>, or <URI>, <URI>")
            }
            if field.longestLine > longestLine { return .fails("a line has more than \(longestLine) octets") }
        }
        return .ok("items in < >, commas between them")
    }
}
