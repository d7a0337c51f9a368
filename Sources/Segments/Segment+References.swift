extension Segment {
    /// Whether it holds a function: without one it asks nothing by name but fields and attributes.
    package var asksFunctions: Bool { root?.calls.isEmpty == false }

    /// The names of the saved segments that the expression asks.
    package var references: Set<String> {
        Set((root?.calls ?? []).compactMap(\.askedSegment))
    }

    /// The canonical text of the expression with every question after the segment `old` put to `new`.
    package func renaming(_ old: String, to new: String) -> String {
        let renamed = root?.mappingCalls { call in
            guard call.askedSegment == old else { return call }
            let name = Member(parts: [Word(pattern: Pattern(new), isQuoted: true)], range: call.range)
            return FunctionCall(
                name: call.name, nameRange: call.nameRange, arguments: [.member(name)], range: call.range)
        }
        return renamed?.description ?? ""
    }
}

extension FunctionCall {
    /// The name of the segment that this call asks, if it is such a call.
    fileprivate var askedSegment: String? {
        guard name == SavedSegmentFunction.name, arguments.count == 1, case .member(let member) = arguments[0] else {
            return nil
        }
        return Literal(member).plainText
    }
}

extension Node {
    /// All calls of functions, also those inside arguments.
    fileprivate var calls: [FunctionCall] {
        switch self {
        case .all(let nodes), .any(let nodes): return nodes.flatMap(\.calls)
        case .not(let node): return node.calls
        case .restriction(let restriction):
            let subject: [FunctionCall] = if case .call(let call) = restriction.subject { [call] } else { [] }
            return subject.flatMap(\.withInner) + (restriction.comparison?.argument.calls ?? [])
        }
    }

    /// The same with every call replaced, inner ones first.
    fileprivate func mappingCalls(_ replace: (FunctionCall) -> FunctionCall) -> Node {
        switch self {
        case .all(let nodes): return .all(nodes.map { $0.mappingCalls(replace) })
        case .any(let nodes): return .any(nodes.map { $0.mappingCalls(replace) })
        case .not(let node): return .not(node.mappingCalls(replace))
        case .restriction(let restriction):
            var subject = restriction.subject
            if case .call(let call) = subject { subject = .call(call.mappingCalls(replace)) }
            let comparison = restriction.comparison.map { comparison in
                Restriction.Comparison(
                    comparator: comparison.comparator, range: comparison.range,
                    argument: comparison.argument.mappingCalls(replace))
            }
            return .restriction(Restriction(subject: subject, comparison: comparison, range: restriction.range))
        }
    }
}

extension FunctionCall {
    fileprivate var withInner: [FunctionCall] { [self] + arguments.flatMap(\.calls) }

    fileprivate func mappingCalls(_ replace: (FunctionCall) -> FunctionCall) -> FunctionCall {
        replace(
            FunctionCall(
                name: name, nameRange: nameRange, arguments: arguments.map { $0.mappingCalls(replace) }, range: range))
    }
}

extension Argument {
    fileprivate var calls: [FunctionCall] {
        switch self {
        case .member: []
        case .call(let call): call.withInner
        case .group(let node, _): node.calls
        }
    }

    fileprivate func mappingCalls(_ replace: (FunctionCall) -> FunctionCall) -> Argument {
        switch self {
        case .member: self
        case .call(let call): .call(call.mappingCalls(replace))
        case .group(let node, let range): .group(node.mappingCalls(replace), range)
        }
    }
}
