/// An address as an import takes it: what was probably meant, and what was given.
package struct RepairedAddress: Sendable, Hashable {
    /// What was probably meant: the contact's address.
    package let address: EmailAddress

    /// What was given, where that is an address too, and a contact of its own: a no is recorded for both.
    package let asGiven: EmailAddress?

    /// What was put right, in the order of the cases; empty if the text was taken as it stood.
    package let repairs: [AddressRepair]
}
