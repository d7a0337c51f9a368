package import Consent

/// A list: what one subscribes to.
package struct MailingList: Sendable {
    package let id: ListID
    package let slug: String
    package let name: String
    package let stream: Consent.Stream
    package let optIn: OptInPolicy
    package let isPublic: Bool
    package let sender: SenderProfile
    /// The sender addresses that stand for it at the mail server, in their match form, sorted.
    package let senderEmails: [String]
    /// The value of the List-Id header, once an export has fixed it (RFC 2919 §4).
    package let headerID: String?
    package let createdAt: Instant
    package let archivedAt: Instant?
}

/// Who mails: 特定電子メール法 4条 wants it in every mail.
package struct SenderProfile: Sendable, Equatable {
    package var name: String?
    package var address: String?
    /// Where people write to leave.
    package var contact: String?
    /// Where people complain.
    package var complaintContact: String?

    package init(
        name: String? = nil, address: String? = nil, contact: String? = nil, complaintContact: String? = nil
    ) {
        self.name = name
        self.address = address
        self.contact = contact
        self.complaintContact = complaintContact
    }

    /// The flags of the parts that are blank.
    package var missing: [String] {
        [
            ("--sender-name", name), ("--sender-address", address), ("--sender-contact", contact),
            ("--complaint-contact", complaintContact),
        ].filter { ($0.1 ?? "").allSatisfy(\.isWhitespace) }.map(\.0)
    }
}

/// What `list set` may change; nil leaves it as it is.
package struct ListChanges: Sendable {
    package var name: String?
    package var optIn: OptInPolicy?
    package var isPublic: Bool?
    package var sender: SenderProfile

    package init(name: String? = nil, optIn: OptInPolicy? = nil, isPublic: Bool? = nil, sender: SenderProfile = .init())
    {
        self.name = name
        self.optIn = optIn
        self.isPublic = isPublic
        self.sender = sender
    }
}
