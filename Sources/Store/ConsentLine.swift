package import Consent
import Proof

/// A line on its way into the ledger, for one person at a time. Imports go through staging.
package struct ConsentLine: Sendable {
    package var contact: ContactID
    package var list: ListID
    package var kind: Kind
    /// Names the line, so that a repeated statement adds no second one; nil lets the database choose.
    package var event: ContactID?
    /// When it was said; nil for now, stamped by the database.
    package var occurredAt: Instant?
    package var source: Int32?
    package var actor: String
    package var method: Method
    package var basis: String?
    package var obtainedAt: Instant?
    package var pausedUntil: Instant?
    /// The hash of the notice that the person was shown.
    package var notice: [UInt8]?
    /// A JSON object: what proves it, kept apart from the ledger.
    package var evidence: String?

    /// Moves and voidings have functions of their own: `append_events` refuses them.
    package typealias Kind = ConsentEvent.Kind

    /// By which way it came.
    package enum Method: String, Sendable {
        /// The one-click POST of a mailbox provider (RFC 8058 §3.2).
        case oneClick = "one_click"
        /// The button of Meibo's own page.
        case page
        /// Another POST to the address of the link.
        case post
        case form
        /// The person's POST from a link mailed to that address.
        case confirmed
        /// Recorded by the operator for the person.
        case `operator`
        case complaint
        case erasure
    }

    package init(
        contact: ContactID, list: ListID, kind: Kind, event: ContactID? = nil, occurredAt: Instant? = nil,
        source: Int32? = nil, actor: String, method: Method, evidence: String? = nil
    ) {
        self.contact = contact
        self.list = list
        self.kind = kind
        self.event = event
        self.occurredAt = occurredAt
        self.source = source
        self.actor = actor
        self.method = method
        self.evidence = evidence
    }

    /// The line as `append_events` takes it.
    var json: String {
        var members = [
            "\"contact_id\":\"\(contact)\"", "\"list_id\":\(list.rawValue)", "\"kind\":\"\(kind.rawValue)\"",
            "\"actor\":\(JSONText.quoted(actor))", "\"method\":\"\(method.rawValue)\"",
        ]
        if let event { members.append("\"event_id\":\"\(event)\"") }
        if let occurredAt { members.append("\"occurred_at\":\"\(occurredAt)\"") }
        if let source { members.append("\"source_id\":\(source)") }
        if let basis { members.append("\"basis\":\(JSONText.quoted(basis))") }
        if let obtainedAt { members.append("\"obtained_at\":\"\(obtainedAt)\"") }
        if let pausedUntil { members.append("\"paused_until\":\"\(pausedUntil)\"") }
        if let notice { members.append("\"notice_hash\":\"\\\\x\(Hexadecimal.text(notice))\"") }
        if let evidence { members.append("\"evidence\":\(evidence)") }
        return "{" + members.joined(separator: ",") + "}"
    }
}
