enum ListFieldsCheck: MessageCheck {
    static let name = "list_fields_once"
    static let standard = "B2, RFC 2369 §3"

    static func examine(_ message: MailMessage) -> Verdict {
        let names = message.header.fields.map(\.name).filter { $0.hasPrefix("list-") }
        let repeated = Set(names.filter { name in names.count { $0 == name } > 1 })
        return repeated.isEmpty
            ? .ok("no List field twice") : .fails("more than once: \(repeated.sorted().joined(separator: ", "))")
    }
}
