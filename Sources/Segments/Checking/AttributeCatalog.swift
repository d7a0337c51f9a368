package import Consent

/// What is known of the attributes of contacts. One that was not declared is text without an order.
package struct AttributeCatalog: Sendable {
    private let types: [String: AttributeType]
    private let indexed: Set<String>
    /// All names that any contact may have; nil if that is not known.
    private let known: Set<String>?
    /// Whether one index serves equality on all attributes.
    let hasEqualityIndex: Bool

    /// - Parameters:
    ///   - types: what was declared.
    ///   - indexed: declared names that have an index of their own.
    ///   - known: all names that occur. Without it no name is remarked on.
    ///   - hasEqualityIndex: whether a GIN index on all attributes is there.
    package init(
        _ types: [String: AttributeType] = [:], indexed: Set<String> = [], known: Set<String>? = nil,
        hasEqualityIndex: Bool = false
    ) {
        self.types = types
        self.indexed = indexed
        self.known = known
        self.hasEqualityIndex = hasEqualityIndex
    }

    /// The declaration of `name`, with the name as it was declared: Swift takes canonically equivalent spellings (が as one
    /// scalar or as two) for equal, PostgreSQL does not.
    func declaration(of name: String) -> (name: String, type: AttributeType)? {
        types.index(forKey: name).map { (types[$0].key, types[$0].value) }
    }

    /// Whether `name`, as declared, has an index of its own.
    func isIndexed(_ name: String) -> Bool { indexed.contains(name) }

    /// A remark on a name that no contact has.
    func remark(on name: String) -> String? {
        guard let known, !known.contains(name) else { return nil }
        guard let nearest = nearestName(to: name, in: known) else { return "no contact has an attribute “\(name)”" }
        return "no contact has an attribute “\(name)”; did you mean “\(nearest)”?"
    }
}
