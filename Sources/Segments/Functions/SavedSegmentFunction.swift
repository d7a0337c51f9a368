import SQL

/// Whether a contact is in another saved segment: `segment("active")`. Unknown where that expression is.
struct SavedSegmentFunction: SegmentFunction {
    static let name = "segment"

    var name: String { Self.name }
    let usage = "segment(\"NAME\")"

    /// How many segments may ask one another in a row.
    private static let maximumDepth = 16

    func result(of call: FunctionCall, in context: CheckContext) throws(SegmentError) -> Operand {
        let (segment, range) = try textArgument(of: call)
        let path = context.path + [segment]
        guard !context.path.contains(segment) else {
            throw SegmentError(
                "segments ask each other in a circle: \(path.joined(separator: " → "))", at: range,
                expected: "a segment that does not ask this one")
        }
        guard let text = context.catalog.segments[segment] else {
            throw SegmentError(
                "there is no segment “\(segment)”", at: range, expected: "a saved segment",
                suggestion: nearestName(to: segment, in: context.catalog.segments.keys))
        }
        guard path.count <= Self.maximumDepth else {
            throw SegmentError(
                "more than \(Self.maximumDepth) segments ask one another in a row", at: range,
                expected: "a segment that says it itself")
        }
        do {
            return Operand(name: name, condition: try Segment(parsing: text).predicate(context.inside(segment)))
        } catch {
            throw SegmentError(
                "in segment “\(segment)”: \(error.message)", at: range, expected: error.expected,
                suggestion: error.suggestion)
        }
    }
}
