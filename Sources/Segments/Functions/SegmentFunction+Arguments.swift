import Consent
import SQL

extension SegmentFunction {
    /// The one argument, as it was written, with the place where it stands.
    func argument(of call: FunctionCall) throws(SegmentError) -> Literal {
        guard call.arguments.count == 1, case .member(let member) = call.arguments[0] else {
            throw misuse(at: call.range)
        }
        return Literal(member)
    }

    /// The one argument, a text without a wildcard.
    func textArgument(of call: FunctionCall) throws(SegmentError) -> (text: String, range: Range<Int>) {
        let literal = try argument(of: call)
        guard let text = literal.plainText else {
            throw SegmentError("a name with a wildcard", at: literal.range, expected: usage)
        }
        return (text, literal.range)
    }

    /// The moment that lies as long ago as the one argument, a duration, says.
    func moment(of call: FunctionCall, in context: CheckContext) throws(SegmentError) -> Instant {
        let literal = try argument(of: call)
        guard let span = literal.word.flatMap({ TimeSpan($0) }) else {
            throw SegmentError("this is no duration", at: literal.range, expected: TimeSpan.expectation)
        }
        return try context.clock.now(movedBy: -span.microseconds, at: literal.range)
    }

    /// The one argument, the slug of a list.
    func listArgument(of call: FunctionCall, in context: CheckContext) throws(SegmentError) -> ListID {
        let (slug, range) = try textArgument(of: call)
        guard let list = context.catalog.lists[slug] else {
            let slugs = context.catalog.lists.keys
            throw SegmentError(
                "there is no list “\(slug)”", at: range,
                expected: slugs.isEmpty
                    ? "a list; none was made yet" : "one of \(slugs.sorted().joined(separator: ", "))",
                suggestion: nearestName(to: slug, in: slugs))
        }
        return list
    }
}
