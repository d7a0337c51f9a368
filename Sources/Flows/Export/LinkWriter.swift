import Consent
import Engines

/// Writes what is each person's own: the link, and the address that bounces come back to.
///
/// Buffers are reused from person to person: it is used by one thread at a time.
final class LinkWriter {
    private let tokens: TokenKeys
    private let sendList: Int64
    private let scopes: [Token.Scope]
    private let listIDs: [[UInt8]]
    private var link: [UInt8]
    private let linkPrefix: Int
    private var sender: [UInt8]
    private let hasLinks: Bool

    /// - Parameters:
    ///   - lists: ids and List-Id values in the order of the places; with several, a click leaves all of them.
    ///   - bounceDomain: nil for engines that set the envelope sender themselves.
    init(
        tokens: TokenKeys, sendList: Int64, lists: [(id: ListID, headerID: String)], baseURL: String,
        bounceDomain: String?, hasLinks: Bool
    ) {
        self.tokens = tokens
        self.sendList = sendList
        scopes = lists.map { lists.count > 1 ? .everyListOfSendList : .list($0.id) }
        listIDs = lists.map { Array("<\($0.headerID)>".utf8) }
        // The link of everybody differs in its last 64 characters only.
        let prefix = Array("\(baseURL)/u/".utf8)
        linkPrefix = prefix.count
        link = prefix + [UInt8](repeating: 0, count: Token.textLength)
        sender =
            bounceDomain.map { [UInt8](repeating: 0, count: BounceAddress.localLength) + Array("@\($0)".utf8) } ?? []
        self.hasLinks = hasLinks
    }

    /// Gives `body` the link, the List-Id and the envelope sender of a person whom the list at `place` put there.
    func withLinks(
        of contact: ContactID, place: Int,
        _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) throws -> Void
    ) rethrows {
        if hasLinks {
            link.withUnsafeMutableBufferPointer { link in
                tokens.write(
                    Token(contact: contact, scope: scopes[place - 1], sendList: sendList),
                    to: link.baseAddress! + linkPrefix)
            }
        }
        if !sender.isEmpty {
            sender.withUnsafeMutableBufferPointer { sender in
                tokens.write(BounceAddress(contact: contact, sendList: sendList), to: sender.baseAddress!)
            }
        }
        try link.withUnsafeBufferPointer { link in
            try listIDs[place - 1].withUnsafeBufferPointer { listID in
                try sender.withUnsafeBufferPointer { sender in try body(link, listID, sender) }
            }
        }
    }
}
