package import Consent

/// Whom an address that a person typed may name.
package struct NamedPerson: Sendable {
    /// As it was typed, without spaces around it.
    package let text: String
    /// As it was probably meant.
    package let address: EmailAddress
    package let id: ContactID
    /// As it was typed, where that is an address of somebody else.
    package let asGiven: ContactID?

    /// Throws a `Failure` (65) if it is no address.
    package init(_ text: String, identity: IdentityKey) throws {
        do throws(AddressProblem) {
            let repaired = try EmailAddress.repairing(text)
            self.text = text.trimmed
            address = repaired.address
            id = identity.contactID(of: repaired.address)
            asGiven = repaired.asGiven.map { identity.contactID(of: $0) }
        } catch {
            throw Failure(.badData, "this is no e-mail address: \(error.description)")
        }
    }

    /// Everybody whom a no or a suppression of this address is recorded for.
    package var ids: [ContactID] { [id] + (asGiven.map { [$0] } ?? []) }
}
