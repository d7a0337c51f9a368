/// What a link in a mail that asks to confirm says: whose request it is, to which list, and when it was made.
///
/// The same 48 bytes as a `Token`, under version 2: the last eight before the MAC are the instant of the request in
/// microseconds. The version is among what the MAC covers, so neither is ever taken for the other.
package struct ConfirmationToken: Sendable, Hashable {
    package var contact: ContactID
    package var list: ListID
    package var requestedAt: Instant

    package init(contact: ContactID, list: ListID, requestedAt: Instant) {
        self.contact = contact
        self.list = list
        self.requestedAt = requestedAt
    }

    static let version: UInt8 = 2
    /// How long after it was made a request can be confirmed.
    package static let lifetime = 7 * 86_400 * 1_000_000 as Int64

    /// Whether the request has run out by an instant.
    package func hasRunOut(at instant: Instant) -> Bool {
        requestedAt.advanced(byMicroseconds: Self.lifetime) <= instant
    }

    /// The fields in the places of a token's.
    var fields: Token {
        Token(contact: contact, scope: .list(list), sendList: requestedAt.microseconds)
    }

    /// Nil if these are no confirmation's: it names one list.
    init?(fields: Token) {
        guard case .list(let list) = fields.scope else { return nil }
        self.init(contact: fields.contact, list: list, requestedAt: Instant(microseconds: fields.sendList))
    }
}
