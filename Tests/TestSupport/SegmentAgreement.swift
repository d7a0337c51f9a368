package import Consent
package import SQL
package import Segments

/// The property that the SQL of a segment selects whom the plain evaluator says.
///
/// It needs a database that holds `contacts`: insert what `insertions` says, then call `check`.
package struct SegmentAgreement {
    package let contacts: [PlainContact]
    private let surroundings: PlainSurroundings
    package var catalog: SegmentCatalog { surroundings.catalog }

    package init(contacts count: Int, seed: UInt64) {
        var random = RandomSegments(seed: seed)
        contacts = (1...count).map { random.contact(number: $0) }
        surroundings = random.surroundings()
    }

    /// What makes the database hold the contacts and what is recorded of them. It has the lists `news` (1, marketing) and
    /// `bills` (3, transactional) already.
    package var insertions: [Statement] {
        PlainSurroundings.insertions + contacts.flatMap { [insertion(of: $0)] + $0.insertionsOfRecords }
    }

    private func insertion(of contact: PlainContact) -> Statement {
        """
        INSERT INTO contacts \
        (contact_id, address, canonical_address, name, locale, attributes, created_at, updated_at) \
        VALUES (\(contact.id), \(contact.address), \(contact.address), \(contact.name), \(contact.locale), \
        \(Bind.json(contact.attributesJSON)), \(contact.createdAt), \(contact.updatedAt))
        """
    }

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
        var catalog = surroundings.catalog
        // The same people, whichever index is there for the language to use.
        catalog.attributes = random.catalog()
        let checked = try Segment(parsing: text).check(against: catalog, at: SegmentClock(now: RandomSegments.now))
        let members = contacts.filter {
            PlainEvaluator(contact: $0, surroundings: surroundings).truth(of: condition) == true
        }
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
