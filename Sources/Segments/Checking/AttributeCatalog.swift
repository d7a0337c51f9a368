/// The declared attributes. What is not declared is text without an order.
package struct AttributeCatalog: Sendable {
    private let types: [String: AttributeType]

    package init(_ types: [String: AttributeType] = [:]) {
        self.types = types
    }

    /// The declared names, in no order.
    var names: some Sequence<String> { types.keys }

    /// The declaration of `name`, with the name as it was declared: Swift takes canonically equivalent spellings (が as one
    /// scalar or as two) for equal, PostgreSQL does not.
    func declaration(of name: String) -> (name: String, type: AttributeType)? {
        types.index(forKey: name).map { (types[$0].key, types[$0].value) }
    }
}
