/// What is kept of who sent a form, for the evidence: nothing, unless the settings say so.
struct ClientEvidence: Sendable {
    let isKept: Bool
    /// The addresses of proxies whose word about the client counts.
    let proxies: Set<String>

    /// Members of a JSON object.
    func members(_ client: Client) -> [String] {
        isKept ? client.evidence : []
    }
}
