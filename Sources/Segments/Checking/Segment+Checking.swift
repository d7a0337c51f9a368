package import Consent

extension Segment {
    /// Gives names and values their meaning.
    ///
    /// Throws for an unknown function, list, segment or source, a value that does not fit its field, an order asked of what
    /// has none, a name that looks like a slip of a built-in field's, or segments that ask each other in a circle. `name`
    /// is what this expression is saved as, which no segment that it asks may ask in turn.
    package func check(
        against catalog: SegmentCatalog, at clock: SegmentClock, savedAs name: String? = nil
    ) throws(SegmentError) -> CheckedSegment {
        var context = CheckContext(catalog: catalog, clock: clock, functions: SegmentFunctions.all)
        if let name { context = context.inside(name) }
        return try check(context)
    }

    /// The same, with days as UTC has them and nothing known but attributes.
    package func check(against attributes: AttributeCatalog, now: Instant) throws(SegmentError) -> CheckedSegment {
        try check(against: SegmentCatalog(attributes: attributes), at: SegmentClock(now: now))
    }

    func check(_ context: CheckContext) throws(SegmentError) -> CheckedSegment {
        guard let root else {
            return CheckedSegment(
                predicate: Predicate.everyone.selecting, notes: ["an empty expression selects everybody"])
        }
        var notes: [String] = []
        let predicate = try predicate(context, notes: &notes)
        if mixesOperators { notes.insert("OR binds tighter than AND, so this was read as: \(root)", at: 0) }
        return CheckedSegment(predicate: predicate.selecting, notes: notes)
    }

    /// The condition that a saved segment is within another expression. Remarks are for whoever saves it.
    func predicate(_ context: CheckContext) throws(SegmentError) -> Predicate {
        var notes: [String] = []
        return try predicate(context, notes: &notes)
    }

    private func predicate(
        _ context: CheckContext, notes: inout [String]
    ) throws(SegmentError) -> Predicate {
        guard let root else { return .everyone }
        context.spent.comparisons += comparisons
        guard context.spent.comparisons <= Parser.maximumComparisons else {
            throw SegmentError(
                "with the segments that it asks, more than \(Parser.maximumComparisons) comparisons", at: 0..<0,
                expected: "fewer; mark such contacts with an attribute or a list"
            ).about(text)
        }
        var checker = Checker(context)
        do {
            let predicate = try checker.predicate(of: root)
            notes = checker.notes
            return predicate
        } catch {
            throw error.about(text)
        }
    }
}
