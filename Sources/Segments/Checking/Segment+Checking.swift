package import Consent

extension Segment {
    /// Gives names and values their meaning.
    ///
    /// Throws for an unknown function, a value that does not fit its field, an order asked of what has none, or a name
    /// that looks like a slip of a built-in field's.
    package func check(
        against catalog: AttributeCatalog, at clock: SegmentClock
    ) throws(SegmentError) -> CheckedSegment {
        try check(CheckContext(catalog: catalog, clock: clock, functions: SegmentFunctions.all))
    }

    /// The same, with days as UTC has them.
    package func check(against catalog: AttributeCatalog, now: Instant) throws(SegmentError) -> CheckedSegment {
        try check(against: catalog, at: SegmentClock(now: now))
    }

    func check(_ context: CheckContext) throws(SegmentError) -> CheckedSegment {
        guard let root else {
            return CheckedSegment(
                predicate: Predicate.everyone.selecting, notes: ["an empty expression selects everybody"])
        }
        var checker = Checker(context)
        do {
            let predicate = try checker.predicate(of: root)
            let reading = mixesOperators ? ["OR binds tighter than AND, so this was read as: \(root)"] : []
            return CheckedSegment(predicate: predicate.selecting, notes: reading + checker.notes)
        } catch {
            throw error.about(text)
        }
    }
}
