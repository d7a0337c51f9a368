/// What an expression is checked against.
struct CheckContext {
    let catalog: SegmentCatalog
    let clock: SegmentClock
    let functions: [any SegmentFunction]
    /// The saved segments that this expression is part of, the outermost first.
    private(set) var path: [String] = []
    /// How many comparisons the expression and the segments that it asks hold so far.
    let spent: Spending

    init(catalog: SegmentCatalog, clock: SegmentClock, functions: [any SegmentFunction]) {
        self.catalog = catalog
        self.clock = clock
        self.functions = functions
        spent = Spending()
    }

    /// The context of the expression that is saved as `name`.
    func inside(_ name: String) -> CheckContext {
        var context = self
        context.path.append(name)
        return context
    }

    /// A count shared by all expressions of one check.
    final class Spending {
        var comparisons = 0
    }
}
