/// A DKIM-Signature of a message (RFC 6376 §3.5): what it says, and whether it holds.
package struct DKIMSignature: Sendable {
    package let domain: String
    package let selector: String
    /// The names of the signed fields, in lower case.
    package let signedFields: [String]
    /// Whether it covers only the beginning of the body (`l=`).
    package let hasBodyLimit: Bool
    package var result: Result = .noKey

    package enum Result: Sendable, Equatable {
        case holds
        /// With the reason.
        case broken(String)
        /// The public key is not at hand.
        case noKey
    }

    init(_ field: HeaderField) {
        var tags: [String: String] = [:]
        for tag in field.value.split(separator: ";") {
            let parts = tag.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { tags[parts[0].trimmed] = parts[1].filter { !$0.isWhitespace } }
        }
        domain = (tags["d"] ?? "").lowercased()
        selector = (tags["s"] ?? "").lowercased()
        signedFields = (tags["h"] ?? "").lowercased().split(separator: ":").map(String.init)
        hasBodyLimit = tags["l"] != nil
    }

    /// Whether a reader of mail takes the domain for that of the sender (RFC 7489 §3.1.1, relaxed): the same, or one a
    /// part of the other. What a public suffix is, is not looked up; nobody signs for one.
    func isAligned(with from: String) -> Bool {
        guard domain.contains(".") else { return false }
        return from == domain || from.hasSuffix(".\(domain)") || domain.hasSuffix(".\(from)")
    }
}
