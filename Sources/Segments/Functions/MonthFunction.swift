import SQL

/// The month of a date, 1 to 12: `month(birthday) = 8`.
struct MonthFunction: SegmentFunction {
    let name = "month"
    let usage = "month(DATE)"

    func result(of call: FunctionCall, in context: CheckContext) throws(SegmentError) -> Operand {
        let date = try dateArgument(of: call, in: context)
        return Operand(name: name, kind: NumberKind(), value: "substring(\(date) FROM 6 FOR 2)::numeric")
    }
}
