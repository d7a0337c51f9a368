package import Consent

/// The addresses that a person lets stand for a list at the mail server.
package enum SenderAddresses {
    /// Throws a `Failure` (64): no address, or one with a tag, which the gate leaves out before it looks.
    package static func parse(_ texts: [String]) throws(Failure) -> [EmailAddress] {
        var addresses: [EmailAddress] = []
        for text in texts where !text.isEmpty {
            guard let address = try? EmailAddress(text) else {
                throw Failure(.usage, "--sender-email: this is no e-mail address")
            }
            let local = address.matchForm.prefix { $0 != "@" }
            guard !local.contains("+"), !local.contains(","), !local.hasPrefix("\"") else {
                throw Failure(
                    .usage,
                    "--sender-email: name the address without quotes and without what follows a +; "
                        + "news@example.jp stands for news+anything@example.jp too")
            }
            addresses.append(address)
        }
        return addresses
    }
}
