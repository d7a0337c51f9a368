package import Consent
package import SQL
package import Segments

/// The property that the SQL of a segment selects whom the plain evaluator says.
///
/// It needs a database that holds `contacts`: insert what `insertions` says, then call `check`.
package struct SegmentAgreement {
    package let contacts: [PlainContact]

    package init(contacts count: Int, seed: UInt64) {
        var random = RandomSegments(seed: seed)
        contacts = (1...count).map { random.contact(number: $0) }
    }

    /// One statement a contact.
    package var insertions: [Statement] {
        contacts.map { contact in
            """
            INSERT INTO contacts \
            (contact_id, address, canonical_address, name, locale, attributes, created_at, updated_at) \
            VALUES (\(contact.id), \(contact.address), \(contact.address), \(contact.name), \(contact.locale), \
            \(Bind.json(contact.attributesJSON)), \(contact.createdAt), \(contact.updatedAt))
            """
        }
    }

    package static let catalog = AttributeCatalog(
        Dictionary(
            uniqueKeysWithValues: RandomSegments.attributes.compactMap { name, type in
                AttributeType(type).map { (name, $0) }
            }))

    /// A random expression, the statement that selects its members, and who they are.
    package struct Case {
        package let seed: UInt64
        package let text: String
        package let statement: Statement
        package let members: Set<ContactID>
    }

    package func randomCase(seed: UInt64) throws(SegmentError) -> Case {
        var random = RandomSegments(seed: seed)
        let condition = random.condition()
        let text = random.spelling(of: condition)
        let checked = try Segment(parsing: text).check(against: Self.catalog, now: RandomSegments.now)
        let members = contacts.filter { PlainEvaluator(contact: $0).truth(of: condition) == true }
        return Case(
            seed: seed, text: text,
            statement: "SELECT c.contact_id FROM contacts AS c WHERE \(checked.predicate)",
            members: Set(members.map(\.id)))
    }

    /// The cases, from `seed` on, for which `members` finds others than the evaluator.
    package func disagreements(
        seed: UInt64, count: Int, members: (Statement) async throws -> [ContactID]
    ) async throws -> [Case] {
        var disagreements: [Case] = []
        for offset in 0..<UInt64(count) {
            let candidate = try randomCase(seed: seed + offset)
            if Set(try await members(candidate.statement)) != candidate.members { disagreements.append(candidate) }
        }
        return disagreements
    }
}

extension AttributeType {
    fileprivate init?(_ type: PlainType) {
        switch type {
        case .undeclared: return nil
        case .text: self = .text
        case .number: self = .number
        case .date: self = .date
        case .timestamp: self = .timestamp
        case .boolean: self = .boolean
        case .textList: self = .textList
        }
    }
}
