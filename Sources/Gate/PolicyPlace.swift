#if canImport(Glibc)
    import Glibc
#endif

/// Where the service listens.
package enum PolicyPlace: Sendable, Equatable {
    case address(host: String, port: Int)
    case socket(path: String)

    /// Reads `HOST:PORT` or `[HOST]:PORT`; nil if it is neither.
    package init?(listen text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, !host.hasPrefix("["), !host.hasSuffix("]") else { return nil }
        self = .address(host: String(host), port: port)
    }

    /// As Postfix writes it in `check_policy_service`.
    package var postfixName: String {
        switch self {
        case .address(let host, let port): host.contains(":") ? "inet:[\(host)]:\(port)" : "inet:\(host):\(port)"
        case .socket(let path): "unix:\(path)"
        }
    }

    /// Whether a path can be that of a socket: it has at most 107 bytes.
    static func fits(_ path: String) -> Bool {
        path.utf8.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path)
    }
}
