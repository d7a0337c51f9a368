import Consent
import SQL

extension Operand {
    /// The attribute `name`, declared as `type`, or not declared.
    ///
    /// The value is null where the JSON is not of the declared type. No cast can fail: PostgreSQL evaluates the branch of a
    /// CASE only after its condition, and dates and times are compared as the text that they are.
    init(attribute name: String, type: AttributeType?, index: Index) {
        let (kind, value): (any ValueKind, Statement) =
            switch type {
            case nil:
                (TextKind(order: .needsDeclaration), "(c.attributes ->> \(name))")
            case .text:
                (TextKind(order: .codePoint), "((c.attributes ->> \(name)) COLLATE \"C\")")
            case .number:
                (
                    NumberKind(),
                    """
                    (CASE WHEN jsonb_typeof(c.attributes -> \(name)) = 'number' \
                    THEN (c.attributes ->> \(name))::numeric END)
                    """
                )
            case .boolean:
                (
                    BooleanKind(),
                    """
                    (CASE c.attributes -> \(name) \
                    WHEN 'true'::jsonb THEN TRUE WHEN 'false'::jsonb THEN FALSE END)
                    """
                )
            case .date:
                (DateKind(), ISOText.value(name, shapedAs: ISOText.date))
            case .timestamp:
                (TimestampKind(storage: .text), ISOText.value(name, shapedAs: ISOText.timestamp))
            case .textList:
                (
                    TextListKind(),
                    """
                    (CASE WHEN jsonb_typeof(c.attributes -> \(name)) = 'array' THEN c.attributes -> \(name) END)
                    """
                )
            }
        self.init(
            name: name, kind: kind, value: value, presence: "(c.attributes ->> \(name) IS NOT NULL)",
            attribute: Attribute(name: name, index: index))
    }
}

extension CheckContext {
    /// The attribute `name`, by its declaration if it has one.
    func attribute(_ name: String) -> Operand {
        let attributes = catalog.attributes
        let shared: Operand.Index = attributes.hasEqualityIndex ? .shared : .none
        guard let declaration = attributes.declaration(of: name) else {
            return Operand(attribute: name, type: nil, index: shared)
        }
        return Operand(
            attribute: declaration.name, type: declaration.type,
            index: attributes.isIndexed(declaration.name) ? .own : shared)
    }
}
