#if canImport(Glibc)
    import Glibc
#endif

/// Who sent a request.
struct Client: Sendable {
    /// As the connection or a proxy names it; `unknown` where neither does.
    let address: String
    let userAgent: String?

    /// What the limit counts by: the address, of IPv6 the network of 64 bits that one customer has.
    var key: String {
        var bytes = in6_addr()
        guard inet_pton(AF_INET6, address, &bytes) == 1 else { return address }
        return withUnsafeBytes(of: &bytes) { bytes in
            // An IPv4 address in the form of IPv6 (RFC 4291 §2.5.5.2).
            let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
            return (isMapped ? bytes[12...] : bytes[..<8]).map(String.init).joined(separator: ".")
        }
    }
}
