import SQL

extension SegmentFunction {
    /// The SQL of the one argument, a field that is a date: text of the form `2026-01-31`, or null.
    func dateArgument(of call: FunctionCall, in context: CheckContext) throws(SegmentError) -> Statement {
        guard call.arguments.count == 1, case .member(let member) = call.arguments[0] else {
            throw misuse(at: call.range)
        }
        let operand = try context.field(member).operand
        guard operand.kind is DateKind else {
            throw SegmentError(
                "“\(operand.name)” is not declared a date", at: member.range, expected: "a field that is a date")
        }
        return operand.value
    }
}
