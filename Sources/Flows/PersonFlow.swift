package import Consent
package import Intake
package import Store

/// What one person may ask for, and what the operator does about one person.
package struct PersonFlow {
    private let store: Store
    private let identity: IdentityKey
    private let actor: String

    package init(store: Store, identity: IdentityKey, actor: String) {
        self.store = store
        self.identity = identity
        self.actor = actor
    }

    /// Changes what is known of a contact. Throws a `Failure` (66) if there is none.
    ///
    /// - Parameters:
    ///   - name: nil leaves it, empty clears it; likewise the locale.
    ///   - attributes: nil clears that attribute. A value that is not of the declared type is a `Failure` (65).
    ///   - zone: of times without an offset.
    package func set(
        _ address: String, name: String?, locale: String?, attributes: [(name: String, value: String?)], zone: LocalZone
    ) throws -> Contact {
        let person = try NamedPerson(address, identity: identity)
        return try store.transaction {
            try store.waitBriefly()
            try store.holdDeclarations()
            let document = try document(attributes, zone: zone)
            guard try store.setContact(person.id, name: name, locale: locale, attributes: document),
                let contact = try store.contact(person.id)
            else {
                throw Failure(.noInput, "there is no contact with this address; nothing was changed")
            }
            try store.noteAttributes(attributes.filter { $0.value != nil }.map(\.name))
            return contact
        }
    }

    /// Attributes as they are stored: as the types that they were declared to have, else as text.
    private func document(_ attributes: [(name: String, value: String?)], zone: LocalZone) throws -> String {
        let declared = try store.attributes()
        let members = try attributes.map { name, value in
            guard let value else { return "\(JSONText.quoted(name)):null" }
            let type = declared.first { Array($0.name.utf8) == Array(name.utf8) }?.type
            guard let json = type.map({ AttributeText(zone: zone).json(value, as: $0) }) ?? JSONText.quoted(value)
            else {
                throw Failure(
                    .badData,
                    "attribute “\(name)” is declared \(type?.rawValue ?? "text"), and “\(value)” is none; "
                        + "nothing was changed")
            }
            return "\(JSONText.quoted(name)):\(json)"
        }
        return "{\(members.joined(separator: ","))}"
    }

    /// Erases a person: data and evidence go, nos stay, also of an address never seen (I7).
    package func erase(_ address: String) throws -> [Erasure] {
        let person = try NamedPerson(address, identity: identity)
        return try store.transaction {
            try store.waitBriefly()
            return try person.ids.map { try store.erase($0, actor: actor) }
        }
    }

    /// A person takes another address.
    package struct Moved: Sendable {
        package let old: ContactID
        package let new: ContactID
        /// The new address got what was known of the old one.
        package let tookData: Bool
        /// Suppressed by hand at the old address: that does not follow.
        package let isSuppressedThere: Bool
    }

    /// Throws a `Failure`: both are one address (64), nothing is known of the old one (66), or it lives at the new one
    /// already (64).
    package func move(_ old: String, to new: String) throws -> Moved {
        let (old, new) = (try NamedPerson(old, identity: identity), try NamedPerson(new, identity: identity))
        guard old.id != new.id else { throw Failure(.usage, "old and new are the same address; nothing was changed") }
        return try store.transaction {
            try store.waitBriefly()
            guard try store.isKnown(old.id) else {
                throw Failure(.noInput, "nothing is known of the old address; nothing was changed")
            }
            guard try !store.moves(of: old.id).contains(where: { $0.from == old.id && $0.to == new.id }) else {
                throw Failure(.usage, "the old address has moved to the new one already; nothing was changed")
            }
            let tookData = try store.move(
                old.id, to: new.id, address: new.text, canonical: new.address.canonical, actor: actor)
            return Moved(
                old: old.id, new: new.id, tookData: tookData,
                isSuppressedThere: try store.isSuppressed(old.id, .manual))
        }
    }

    /// Takes back one line of a person. Answers how many lines count no more: what followed from it at other addresses is
    /// taken back too. Throws a `Failure`: no such line (66), a voiding (64), a no without flag and reason (64).
    package func takeBack(line: ContactID, of address: String, includingNos: Bool, reason: String?) throws -> Int {
        let person = try NamedPerson(address, identity: identity)
        guard let owner = try person.ids.first(where: { try store.history(of: $0).contains { $0.event == line } })
        else {
            throw Failure(.noInput, "this person has no such line; lists why shows the lines with their ids")
        }
        let lines = try store.history(of: owner)
        if lines.contains(where: { $0.event == line && $0.kind == "voided" }) {
            throw Failure(.usage, "this line takes another one back, and that is final: record or import it again")
        }
        if lines.contains(where: { $0.event == line && $0.isVoided }) { return 0 }
        return try store.transaction {
            try store.waitBriefly()
            return try store.takeBack(
                line: line, of: owner, actor: actor, includingNos: includingNos, reason: reason)
        }
    }
}
