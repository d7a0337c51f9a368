import SQL

/// The day in the month of a date, 1 to 31: `month(birthday) = 8 AND day(birthday) = 1`.
struct DayFunction: SegmentFunction {
    let name = "day"
    let usage = "day(DATE)"

    func result(of call: FunctionCall, in context: CheckContext) throws(SegmentError) -> Operand {
        let date = try dateArgument(of: call, in: context)
        return Operand(name: name, kind: NumberKind(), value: "substring(\(date) FROM 9 FOR 2)::numeric")
    }
}
