package import Consent
import Proof
package import Store

/// What a person said, recorded by the operator: by telephone, by letter, in another system.
package struct ChoiceFlow {
    private let store: Store
    private let identity: IdentityKey
    private let actor: String

    package init(store: Store, identity: IdentityKey, actor: String) {
        self.store = store
        self.identity = identity
        self.actor = actor
    }

    /// Records an opt-out, also of an address never seen; for the address as given and as it was probably meant.
    ///
    /// - Parameters:
    ///   - list: nil for all marketing mail.
    ///   - at: when it was said; nil for now.
    package func optOut(_ address: String, list: String?, source: String, at: Instant?) throws -> [Appended] {
        let list = try list.map { try store.list($0).id } ?? .allMarketing
        return try store.transaction {
            let source = try store.source(named: source)
            let lines = try NamedPerson(address, identity: identity).ids.map { contact in
                ConsentLine(
                    contact: contact, list: list, kind: .optedOut, occurredAt: at, source: source, actor: actor,
                    method: .operator)
            }
            return try store.append(lines)
        }
    }

    /// Records an opt-in with what proves it, and keeps the address of somebody never seen. Throws a `Failure` (77) if it
    /// may not lift the no that stands.
    ///
    /// - Parameter notice: what the person was shown. Throws a `Failure` if it is another list's (64), or if its box was
    ///   ticked beforehand (65): that yields no consent.
    package func optIn(
        _ address: String, list: String, evidence: String, at: Instant, notice: KeptNotice? = nil
    ) throws -> [Appended] {
        let list = try store.list(list)
        let person = try NamedPerson(address, identity: identity)
        if let notice { try Self.check(notice, for: list) }
        var line = ConsentLine(
            contact: person.id, list: list.id, kind: .optedIn, occurredAt: at, actor: actor, method: .operator,
            evidence: "{\"reference\":\(JSONText.quoted(evidence))}")
        line.notice = notice?.hash
        return try store.transaction {
            try store.waitBriefly()
            try store.addContact(
                person.id, address: person.text, canonical: person.address.canonical, list: list.id, yesAt: at)
            let appended = try store.append([line])
            if appended.contains(where: { $0.outcome == .protected }) {
                throw Failure(
                    .denied,
                    "a complaint or an erasure stands against it: only the person can lift it, from a link mailed to them"
                )
            }
            return appended
        }
    }

    private static func check(_ notice: KeptNotice, for list: MailingList) throws {
        guard notice.listID == list.id else {
            throw Failure(
                .usage,
                "the notice is one of list \(notice.notice.list): lists notice ls --list \(list.slug) shows others")
        }
        guard !notice.notice.boxTicked else {
            throw Failure(
                .badData,
                "the notice shows a box that was ticked beforehand: that yields no consent; nothing was recorded")
        }
    }

    /// An address as a person typed it on the command line.
    package static func address(_ text: String) throws -> EmailAddress {
        do throws(AddressProblem) {
            return try EmailAddress.repairing(text).address
        } catch {
            throw Failure(.badData, "this is no e-mail address: \(error.description)")
        }
    }
}
