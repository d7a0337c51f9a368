package import Consent
package import Store

/// What the gate lets through: pure decisions, apart from the asking.
package struct GateRules: Sendable {
    /// How many recipients one message may have at most, whoever sends it.
    package var mostRecipients: Int
    /// What is said of a list's recipient while the database is away.
    package var whenAway: WhenAway

    package enum WhenAway: String, Sendable, CaseIterable {
        /// The sender tries again later.
        case `defer`
        /// The mail goes through unchecked.
        case dunno
    }

    package init(mostRecipients: Int, whenAway: WhenAway) {
        self.mostRecipients = mostRecipients
        self.whenAway = whenAway
    }

    /// Under which addresses a sender may stand for a list: its match form, then the same without what follows a `+`, as
    /// VERP and tagged senders have it. Empty for a bounce and for what is no address.
    package static func keys(ofSender sender: String) -> [String] {
        guard let form = address(sender)?.matchForm else { return [] }
        guard let plus = form.firstIndex(of: "+"), let at = form.lastIndex(of: "@"), plus < at, plus > form.startIndex
        else { return [form] }
        return [form, String(form[..<plus]) + String(form[at...])]
    }

    /// An address of an envelope, which Postfix gives without the quotes that it needs.
    package static func address(_ text: String) -> EmailAddress? {
        if let address = try? EmailAddress(text) { return address }
        guard let at = text.lastIndex(of: "@") else { return nil }
        let escaped = text[..<at].replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return try? EmailAddress("\"\(escaped)\"\(text[at...])")
    }

    /// Whether a message may have so many recipients.
    package func message(recipients: Int, sender: Sender) -> PolicyAnswer {
        if let mail = sender.mail, recipients > 1 {
            return .refuse("mail of \(mail) goes to one recipient a message, and this message has \(recipients)")
        }
        guard recipients <= mostRecipients else {
            return .refuse(
                "a message may have \(mostRecipients) recipients here, and this one has \(recipients): "
                    + "for mail to many people make a send list")
        }
        return .noObjection
    }

    /// Whether a list's mail may go to somebody, by the reason that `subscriptions_at` gives.
    package func recipient(reason: String, list: ListSender) -> PolicyAnswer {
        if list.isArchived { return .refuse("list \(list.slug) is archived") }
        return reason == "subscribed"
            ? .noObjection : .refuse("not to be mailed on list \(list.slug): \(reason)")
    }

    /// Whether the mail of a send list may go to the one person that its sender was made for.
    ///
    /// - Parameters:
    ///   - isThePerson: whether the recipient is that person.
    ///   - reasons: on each list of the send list, by `subscriptions_at`; one that lets the person be mailed will do.
    package func recipient(ofSendList number: Int64, isThePerson: Bool, isFresh: Bool, reasons: [String])
        -> PolicyAnswer
    {
        guard isThePerson else { return .refuse("the sender address was made for somebody else") }
        guard isFresh else { return .refuse("send list \(number) has expired: export again") }
        if reasons.contains("subscribed") { return .noObjection }
        return .refuse("not to be mailed by send list \(number): \(reasons.first ?? "none")")
    }

    /// What is said while the database cannot be asked.
    package var away: PolicyAnswer {
        switch whenAway {
        case .defer: .tryLater("the subscription cannot be checked at the moment")
        case .dunno: .noObjection
        }
    }
}
