/// The public address of the service, under which every link of a send list leads.
package struct BaseURL: Sendable, Equatable {
    /// Without a slash at the end.
    package let text: String
    package let host: String
    /// Plain http, which only an address of this machine may have: for trying out.
    package let isTest: Bool

    /// Throws a `Failure` (78) unless it is an https URL, or an http one on a loopback host (RFC 8058 §3.1).
    package init(_ text: String) throws(Failure) {
        let wrong = Failure(
            .configuration,
            "LISTS_BASE_URL must be an address such as https://lists.example.jp; plain http only for 127.0.0.1 or localhost"
        )
        let scheme: String
        if text.hasPrefix("https://") {
            scheme = "https://"
        } else if text.hasPrefix("http://") {
            scheme = "http://"
        } else {
            throw wrong
        }
        var rest = text.dropFirst(scheme.count)
        while rest.last == "/" { rest = rest.dropLast() }
        // A comma, white space or an angle bracket would break the header (RFC 2369 §2).
        let allowed = rest.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || ".-_~:/[]".utf8.contains(byte)
        }
        let authority = rest.prefix { $0 != "/" }
        let host =
            authority.hasPrefix("[")
            ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        guard allowed, !host.isEmpty, host != "]" else { throw wrong }
        let isLoopback = host == "localhost" || host == "[::1]" || host.hasPrefix("127.")
        guard scheme == "https://" || isLoopback else { throw wrong }
        self.text = scheme + rest
        self.host = host.lowercased()
        isTest = scheme == "http://"
    }
}
