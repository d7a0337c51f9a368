import SQL

/// Gives the names and values of an expression their meaning, and turns it into SQL.
struct Checker {
    let context: CheckContext
    private(set) var notes: [String] = []

    init(_ context: CheckContext) {
        self.context = context
    }

    mutating func predicate(of node: Node) throws(SegmentError) -> Predicate {
        switch node {
        case .all(let nodes): .all(try predicates(of: nodes))
        case .any(let nodes): .any(try predicates(of: nodes))
        case .not(let node): try predicate(of: node).negated
        case .restriction(let restriction): try predicate(of: restriction)
        }
    }

    private mutating func predicates(of nodes: [Node]) throws(SegmentError) -> [Predicate] {
        var predicates: [Predicate] = []
        for node in nodes { predicates.append(try predicate(of: node)) }
        return predicates
    }

    private mutating func predicate(of restriction: Restriction) throws(SegmentError) -> Predicate {
        switch (restriction.subject, restriction.comparison) {
        case (.member(let member), nil):
            return try search(member)
        case (.member(let member), let comparison?):
            if let key = keyOfAttributes(member, comparison) { return try presence(ofKey: key) }
            let field = try context.field(member)
            if let note = field.note { remark(note) }
            return try compare(field.operand, comparison.comparator, comparison.argument, at: comparison.range)
        case (.call(let call), nil):
            return try truth(of: try context.result(of: call), at: call.range)
        case (.call(let call), let comparison?):
            let operand = try context.result(of: call)
            return try compare(operand, comparison.comparator, comparison.argument, at: comparison.range)
        }
    }

    /// The operand as a condition of its own, which only a boolean is.
    private func truth(of operand: Operand, at range: Range<Int>) throws(SegmentError) -> Predicate {
        if let kind = operand.kind as? ConditionKind { return kind.condition }
        guard operand.kind is BooleanKind else {
            throw SegmentError(
                "“\(operand.name)” is compared with nothing", at: range,
                expected: "a comparison with \(operand.kind.expectation)")
        }
        return Predicate(operand.value)
    }

    mutating func remark(_ note: String) {
        if !notes.contains(note) { notes.append(note) }
    }
}

extension Checker {
    /// The value of `attributes:plan`, which asks whether the map has the key.
    private func keyOfAttributes(_ member: Member, _ comparison: Restriction.Comparison) -> Literal? {
        guard comparison.comparator == .has, member.description == "attributes",
            case .member(let key) = comparison.argument
        else { return nil }
        return Literal(key)
    }

    private mutating func presence(ofKey key: Literal) throws(SegmentError) -> Predicate {
        if key.isStar { return Predicate("(c.attributes <> '{}'::jsonb)") }
        guard let name = key.plainText else {
            throw SegmentError("a name with a wildcard", at: key.range, expected: "the name of an attribute, or *")
        }
        if let note = context.catalog.attributes.remark(on: name) { remark(note) }
        return Predicate(context.attribute(name).presence)
    }
}
