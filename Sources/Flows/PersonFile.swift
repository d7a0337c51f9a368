package import Consent
import Postgres
package import Store

/// All that is held about a person, as one JSON document (GDPR 15 and 20; I6).
package struct PersonFile {
    private let store: Store
    private let identity: IdentityKey

    package init(store: Store, identity: IdentityKey) {
        self.store = store
        self.identity = identity
    }

    /// Reads in one snapshot. `describe` gives a line of the ledger as JSON. Throws a `Failure` (66) if nothing is held.
    package func document(
        of address: String, at instant: Instant, describe: (LedgerLine) -> String
    ) throws -> String {
        let person = try NamedPerson(address, identity: identity)
        return try store.transaction(.repeatableRead) {
            let known = try person.ids.filter { try store.isKnown($0) }
            guard !known.isEmpty else { throw Failure(.noInput, "nothing is held about this address") }
            let parts = try known.map { try part(of: $0, address: person.address.canonical, describe) }
            let members = [
                "\"address\": \(JSONText.quoted(person.address.canonical))", "\"as_of\": \"\(instant)\"",
                "\"held\": [\n\(parts.joined(separator: ",\n"))\n]",
            ]
            return "{\n" + members.joined(separator: ",\n") + "\n}"
        }
    }

    /// What is held under one id. An address that had to be repaired may have two.
    private func part(
        of contact: ContactID, address: String, _ describe: (LedgerLine) -> String
    ) throws -> String {
        let ledger = PersonSection(name: "ledger", rows: try store.history(of: contact).map(describe))
        let sections = [ledger] + (try store.personSections(of: contact))
        let members = sections.map { section in
            let rows = section.rows.map { "      \($0)" }.joined(separator: ",\n")
            return "    \"\(section.name)\": [" + (rows.isEmpty ? "]" : "\n\(rows)\n    ]")
        }
        return "  {\n    \"contact_id\": \"\(contact)\",\n" + members.joined(separator: ",\n") + "\n  }"
    }
}
