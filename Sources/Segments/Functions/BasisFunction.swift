import SQL

/// Why a contact who is on a list, paused or not, may be mailed there: `basis("newsletter") = "transaction"`.
struct BasisFunction: SegmentFunction {
    let name = "basis"
    let usage = "basis(\"LIST\")"

    func result(of call: FunctionCall, in context: CheckContext) throws(SegmentError) -> Operand {
        Operand(
            name: name, kind: BasisKind(),
            value: "(CASE WHEN s.status IN ('subscribed', 'paused') THEN s.basis END)",
            in: try subscriptions(of: call, in: context))
    }
}
