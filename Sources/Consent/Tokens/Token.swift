/// What a link in a mail says: whose it is, and which list the click leaves.
///
/// Exactly 48 bytes, 64 characters of base64url: version 1, key number 2, contact id 16, list 4, send list 8, and a MAC
/// of 17 bytes over all that comes before it (RFC 8058 §3.1: opaque and hard to forge). A token never expires.
package struct Token: Sendable, Hashable {
    package var contact: ContactID
    package var scope: Scope
    /// The send list the link was made for; 0 for none.
    package var sendList: Int64

    /// Which lists a click leaves.
    package enum Scope: Sendable, Hashable {
        case list(ListID)
        /// Every list of the token's send list.
        case everyListOfSendList

        var number: UInt32 {
            switch self {
            case .list(let list): UInt32(bitPattern: list.rawValue)
            case .everyListOfSendList: 0xFFFF_FFFF
            }
        }

        init(number: UInt32) {
            self = number == 0xFFFF_FFFF ? .everyListOfSendList : .list(ListID(rawValue: Int32(bitPattern: number)))
        }
    }

    package init(contact: ContactID, scope: Scope, sendList: Int64) {
        self.contact = contact
        self.scope = scope
        self.sendList = sendList
    }

    static let version: UInt8 = 1
    static let signedLength = 31
    static let length = 48
    /// Characters of a token in a link.
    package static let textLength = 64
}
