/// A function of the language. To add one: a file with its type, and a line in `SegmentFunctions.all`.
protocol SegmentFunction: Sendable {
    var name: String { get }
    /// How it is called, for messages: `month(birthday)`.
    var usage: String { get }

    /// The result of a call as an operand over `contacts AS c`.
    ///
    /// What a contact has no value for is null. Arguments reach the SQL as binds. One of `BooleanKind` may stand alone.
    func result(of call: FunctionCall, in context: CheckContext) throws(SegmentError) -> Operand
}

extension SegmentFunction {
    /// The error for arguments that do not fit.
    func misuse(at range: Range<Int>) -> SegmentError {
        SegmentError("“\(name)” is not called so", at: range, expected: usage)
    }
}
