extension Checker {
    /// The comparison of `operand` with what stands on the right.
    func compare(
        _ operand: Operand, _ comparator: Comparator, _ argument: Argument, at range: Range<Int>
    ) throws(SegmentError) -> Predicate {
        switch argument {
        case .member(let member):
            return try compare(operand, comparator, Literal(member), at: range)
        case .call(let call):
            throw SegmentError(
                "a function on the right", at: call.range, expected: "a value; functions stand on the left")
        case .group(let node, let group):
            // x != (a OR b) is NOT (x = (a OR b)): spread over the values it would be true of everything.
            if let positive = comparator.negated {
                return try compare(operand, positive, .group(node, group), at: range).negated
            }
            return try spread(operand, comparator, over: node, at: range)
        }
    }

    private func compare(
        _ operand: Operand, _ comparator: Comparator, _ literal: Literal, at range: Range<Int>
    ) throws(SegmentError) -> Predicate {
        let comparison = ValueComparison(
            operand: operand, comparator: comparator, range: range, literal: literal, clock: context.clock)
        return try comparison.predicate()
    }

    /// `plan = (pro OR gold)` is `plan = pro OR plan = gold`.
    private func spread(
        _ operand: Operand, _ comparator: Comparator, over node: Node, at range: Range<Int>
    ) throws(SegmentError) -> Predicate {
        switch node {
        case .all(let nodes):
            return .all(try spread(operand, comparator, over: nodes, at: range))
        case .any(let nodes):
            return .any(try spread(operand, comparator, over: nodes, at: range))
        case .not(let node):
            return try spread(operand, comparator, over: node, at: range).negated
        case .restriction(let restriction):
            guard restriction.comparison == nil, case .member(let member) = restriction.subject else {
                throw SegmentError(
                    "a condition among values", at: restriction.range, expected: "values, such as (pro OR gold)")
            }
            return try compare(operand, comparator, Literal(member), at: range)
        }
    }

    private func spread(
        _ operand: Operand, _ comparator: Comparator, over nodes: [Node], at range: Range<Int>
    ) throws(SegmentError) -> [Predicate] {
        var predicates: [Predicate] = []
        for node in nodes { predicates.append(try spread(operand, comparator, over: node, at: range)) }
        return predicates
    }
}
