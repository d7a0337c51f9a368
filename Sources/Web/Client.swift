import Consent
import HTTPTypes
import Hummingbird

/// Who sent a request, as far as it can be believed: what a header says counts only from a proxy that the settings name
/// (standards F5).
struct Client: Sendable {
    /// `unknown` where the connection has none.
    let address: String
    let userAgent: String?

    init(_ request: Request, _ context: ServiceContext, proxies: Set<String>) {
        let peer = context.peer?.ipAddress ?? "unknown"
        userAgent = request.headers[.userAgent].map { String($0.prefix(300)) }
        guard proxies.contains(peer) else {
            address = peer
            return
        }
        // Each proxy appends the address that it sees: the last one that is no proxy is the client.
        let hops = request.headers[values: HTTPField.Name("X-Forwarded-For")!].flatMap { $0.split(separator: ",") }
            .map { String($0.filter { !$0.isWhitespace }.prefix(45)) }
        address = hops.last { !proxies.contains($0) } ?? peer
    }

    /// What the limit counts by: the address, of IPv6 the network of 64 bits that one customer has.
    var key: String {
        address.contains(":")
            ? address.split(separator: ":", omittingEmptySubsequences: false).prefix(4).joined(separator: ":") : address
    }

    /// Members of a JSON object that keep it as evidence.
    var evidence: [String] {
        ["\"ip\":\(JSONText.quoted(address))"] + (userAgent.map { ["\"user_agent\":\(JSONText.quoted($0))"] } ?? [])
    }
}
