import SQL

/// Whether a contact's no stands against a list, spoken there or to all marketing mail: `opted_out("newsletter")`.
struct OptedOutFunction: SegmentFunction {
    let name = "opted_out"
    let usage = "opted_out(\"LIST\")"

    func result(of call: FunctionCall, in context: CheckContext) throws(SegmentError) -> Operand {
        Operand(
            name: name,
            condition: Predicate(try subscriptions(of: call, in: context).exists("s.status = 'opted_out'")))
    }
}
