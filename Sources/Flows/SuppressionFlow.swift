package import Consent
package import Store

/// Suppressions of one address, as the operator adds and releases them: for the address as given and as probably meant,
/// also of somebody never seen.
package struct SuppressionFlow {
    private let store: Store
    private let identity: IdentityKey
    private let actor: String

    package init(store: Store, identity: IdentityKey, actor: String) {
        self.store = store
        self.identity = identity
        self.actor = actor
    }

    /// What became of one contact.
    package struct Change: Sendable {
        package let contact: ContactID
        package let reason: SuppressionReason
        /// The line that was appended; nil if nothing had to change.
        package let line: Appended?
    }

    /// Nothing is mailed to the address any more, on any list. Who is suppressed for that reason already stays as they are.
    package func add(
        _ address: String, _ reason: SuppressionReason, source: String?, evidence: String?
    ) throws -> [Change] {
        try change(address, reason, to: .suppressed, source: source, evidence: evidence)
    }

    /// Ends a suppression. It lifts no opt-out.
    package func release(
        _ address: String, _ reason: SuppressionReason, source: String?, evidence: String?
    ) throws -> [Change] {
        try change(address, reason, to: .released, source: source, evidence: evidence)
    }

    private func change(
        _ address: String, _ reason: SuppressionReason, to kind: ConsentLine.Kind, source: String?, evidence: String?
    ) throws -> [Change] {
        let person = try NamedPerson(address, identity: identity)
        let proof = evidence.map { "{\"reference\":\(JSONText.quoted($0))}" }
        return try store.transaction {
            let source = try source.map { try store.source(named: $0) }
            return try person.ids.map { contact in
                guard try store.isSuppressed(contact, reason) == (kind == .released) else {
                    return Change(contact: contact, reason: reason, line: nil)
                }
                var line = ConsentLine(
                    contact: contact, list: .allMarketing, kind: kind, source: source, actor: actor, method: .operator,
                    evidence: proof)
                line.basis = reason.rawValue
                return Change(contact: contact, reason: reason, line: try store.append([line]).first)
            }
        }
    }
}
