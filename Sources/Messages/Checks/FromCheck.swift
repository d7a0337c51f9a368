/// One author, whose domain is then compared with that of the signature.
enum FromCheck: MessageCheck {
    static let name = "from"
    static let standard = "RFC 5322 §3.6"

    static func examine(_ message: MailMessage) -> Verdict {
        let count = message.header.fields(named: "From").count
        let addresses = message.addresses(in: "From").count
        return count == 1 && addresses == 1
            ? .ok("one From with one address")
            : .fails("there are \(count) From with \(addresses) addresses: there must be one")
    }
}
