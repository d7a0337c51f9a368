import Consent
import HTTPTypes
import Hummingbird

/// Who sends forms, and what is kept of that as evidence: nothing, unless the settings say so.
struct ClientEvidence: Sendable {
    let isKept: Bool
    /// The addresses of proxies whose word about the client counts (standards F5).
    let proxies: Set<String>

    /// Who sent a request, as far as it can be believed.
    func client(of request: Request, _ context: ServiceContext) -> Client {
        Client(
            address: address(from: context.peer?.ipAddress ?? "unknown", request.headers),
            userAgent: request.headers[.userAgent].map { String($0.prefix(300)) })
    }

    /// What a header says counts only from a proxy. Each appends the address that it sees: the last one that is no proxy
    /// is the client.
    func address(from peer: String, _ headers: HTTPFields) -> String {
        guard proxies.contains(peer) else { return peer }
        let hops = headers[values: HTTPField.Name("X-Forwarded-For")!].flatMap { $0.split(separator: ",") }
            .map { String($0.filter { !$0.isWhitespace }.prefix(45)) }
        return hops.last { !proxies.contains($0) } ?? peer
    }

    /// The evidence of a request as a JSON object.
    ///
    /// - Parameter form: the address of the form that was sent.
    func document(_ client: Client, form: String? = nil) -> String {
        var members: [(name: String, value: String?)] = [("form", form)]
        if isKept { members += [("ip", client.address), ("user_agent", client.userAgent)] }
        return "{"
            + members.compactMap { name, value in value.map { "\"\(name)\":\(JSONText.quoted($0))" } }
            .joined(separator: ",") + "}"
    }
}
