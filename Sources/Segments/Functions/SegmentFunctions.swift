/// The functions of the language, sorted by name.
package enum SegmentFunctions {
    static let all: [any SegmentFunction] = [
        BasisFunction(),
        BouncedFunction(),
        ClickedFunction(),
        ConsentAgeFunction(),
        DayFunction(),
        ImportedByFunction(),
        MonthFunction(),
        OpenedFunction(),
        OptedOutFunction(),
        SavedSegmentFunction(),
        SentFunction(),
        SubscribedFunction(),
    ]

    /// How each is called, for help: `month(DATE)`.
    package static var usages: [String] { all.map(\.usage) }
}

extension CheckContext {
    /// The result of a call, if there is such a function and it may be called so.
    func result(of call: FunctionCall) throws(SegmentError) -> Operand {
        guard let function = functions.first(where: { $0.name == call.name }) else {
            throw SegmentError(
                "“\(call.name)” is no function", at: call.nameRange,
                expected: "one of \(functions.map(\.usage).joined(separator: ", "))",
                suggestion: nearestName(to: call.name, in: functions.map(\.name)))
        }
        return try function.result(of: call, in: self)
    }
}
