import SQL

extension Operand.Attribute {
    /// Whether the attribute is this number or boolean, as JSON writes it; `type` is the name of its JSON type as an SQL
    /// literal. True for exactly those contacts, and else false or null.
    func equals(scalar: String, of type: Statement) -> Statement {
        guard index == .own else { return AttributeDocument(name, scalar: scalar).isContained }
        // The index holds what has the type.
        return "((c.attributes -> \(name)) = \(Bind.json(scalar)) AND jsonb_typeof(c.attributes -> \(name)) = \(type))"
    }
}
