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

    /// Whether a message may have so many recipients. `list` is what its sender stands for.
    package func message(recipients: Int, list: ListSender?) -> PolicyAnswer {
        if let list, recipients > 1 {
            return .refuse(
                "mail of list \(list.slug) goes to one recipient a message, and this message has \(recipients)")
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

    /// What is said while the database cannot be asked.
    package var away: PolicyAnswer {
        switch whenAway {
        case .defer: .tryLater("the subscription cannot be checked at the moment")
        case .dunno: .noObjection
        }
    }
}
