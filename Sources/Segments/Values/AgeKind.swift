import Consent
import SQL

/// How long something has lasted. The SQL value is the moment at which it began.
struct AgeKind: ValueKind {
    var expectation: String { TimeSpan.expectation }

    func predicate(for comparison: ValueComparison) throws(SegmentError) -> Predicate {
        try comparison.requireEqualityOrOrder()
        guard let span = comparison.literal.word.flatMap({ TimeSpan($0) }) else { throw comparison.mismatch }
        let moment = try comparison.clock.now(movedBy: -span.microseconds, at: comparison.literal.range)
        return Predicate(comparison.comparator.mirrored.comparing(comparison.operand.value, "\(moment)"))
    }
}

extension Comparator {
    /// The comparator of what was turned round: an age is greater where its beginning is earlier.
    fileprivate var mirrored: Comparator {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        case .equal, .notEqual, .has, .like, .notLike: self
        }
    }
}
