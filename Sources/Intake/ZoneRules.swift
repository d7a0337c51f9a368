/// The offsets of a zone over time: a table of changes, and a rule for what comes behind it.
struct ZoneRules: Sendable {
    /// When the offset changes: seconds since 1970-01-01T00:00:00Z, ascending.
    private let changes: [Int64]
    /// The offset from each change on, in seconds east of UTC.
    private let offsets: [Int64]
    /// The offset before the first change.
    private let firstOffset: Int64
    /// What holds from the last change on; nil if that is the last offset.
    private let rule: YearlyRule?

    /// `changes` and `offsets` are as many.
    init(changes: [Int64], offsets: [Int64], firstOffset: Int64, rule: YearlyRule?) {
        self.changes = changes
        self.offsets = offsets
        self.firstOffset = firstOffset
        self.rule = rule
    }

    init(fixedOffset: Int64) {
        self.init(changes: [], offsets: [], firstOffset: fixedOffset, rule: nil)
    }

    /// The offset in force at `seconds` since 1970-01-01T00:00:00Z.
    func offset(at seconds: Int64) -> Int64 {
        if let rule, seconds >= changes.last ?? .min { return rule.offset(at: seconds) }
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? firstOffset : offsets[low - 1]
    }
}
