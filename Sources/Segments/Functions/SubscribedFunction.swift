import SQL

/// Whether a contact may be mailed on a list now: `subscribed("newsletter")`. Who is opted out, suppressed, paused or
/// without a basis may not, and neither may who has nothing to do with the list.
struct SubscribedFunction: SegmentFunction {
    let name = "subscribed"
    let usage = "subscribed(\"LIST\")"

    func result(of call: FunctionCall, in context: CheckContext) throws(SegmentError) -> Operand {
        Operand(
            name: name,
            condition: Predicate(try subscriptions(of: call, in: context).exists("s.reason = 'subscribed'")))
    }
}
