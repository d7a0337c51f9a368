package import Consent
package import Store

/// What a token says, for the person who looks at it.
package struct TokenInspection {
    private let store: Store
    private let secret: RootSecret

    package init(store: Store, secret: RootSecret) {
        self.store = store
        self.secret = secret
    }

    /// A token that was issued here.
    package struct Found: Sendable {
        /// Whether its link works: its key is not revoked.
        package let isValid: Bool
        package let key: Int
        package let contact: ContactID
        /// Nil if nobody with that id is a contact.
        package let address: String?
        /// The slugs of the lists that a click leaves.
        package let lists: [String]
        package let sendList: Int64?
    }

    /// Takes a token or a whole link. Throws a `Failure` (65) unless it was issued here and is unchanged.
    package func inspect(_ text: String) throws -> Found {
        let text = String(text.split(separator: "/").last ?? "")
        guard let number = TokenKeys.claimedNumber(in: text) else {
            throw Failure(.badData, "this is no token: it has 64 letters, digits, - and _, at the end of a link")
        }
        let all = try store.tokenKeys(secret: secret, includingRevoked: true)
        guard let token = all.token(from: text) else {
            throw Failure(.badData, "this token was not issued here, or was changed: a click on it is answered 404")
        }
        let standing = try store.tokenKeys(secret: secret)
        return Found(
            isValid: standing.contains(number), key: Int(number), contact: token.contact,
            address: try store.contact(token.contact)?.canonicalAddress,
            lists: try store.lists(of: token).compactMap { try store.list($0)?.slug },
            sendList: token.sendList == 0 ? nil : token.sendList)
    }
}
