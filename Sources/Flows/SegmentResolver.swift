package import Consent
package import SQL
import Segments
package import Store

/// Turns what a person selected into a predicate over contacts.
package struct SegmentResolver {
    private let store: Store
    private let now: Instant

    package init(store: Store, now: Instant) {
        self.store = store
        self.now = now
    }

    /// A selection ready for the database.
    package struct Resolved: Sendable {
        /// The name of the saved segment, if one was named.
        package var name: String?
        /// The text of the expression; nil for everybody.
        package var expression: String?
        package var predicate: Statement
        /// How it was read, for the person.
        package var notes: [String]
    }

    package func resolve(_ selection: Selection) throws -> Resolved {
        switch selection {
        case .everybody:
            return Resolved(name: nil, expression: nil, predicate: "true", notes: [])
        case .segment(let name):
            return try resolve(expression: try store.segment(name).expression, name: name)
        case .expression(let text):
            return try resolve(expression: text, name: nil)
        }
    }

    /// The predicate of an expression. Throws a `Failure` (65) that shows the place in the text.
    private func resolve(expression: String, name: String?) throws -> Resolved {
        var types: [String: AttributeType] = [:]
        for (attribute, type) in try store.declaredAttributes() { types[attribute] = AttributeType(rawValue: type) }
        do throws(SegmentError) {
            let segment = try Segment(parsing: expression)
            let checked = try segment.check(against: AttributeCatalog(types), now: now)
            return Resolved(
                name: name, expression: segment.description, predicate: checked.predicate, notes: checked.notes)
        } catch {
            throw Failure(.badData, error.rendered)
        }
    }
}
