import Consent
import SQL

/// Points in time. Compared with a day, the whole day is meant: `=` is within it, `<=` up to its end.
struct TimestampKind: ValueKind {
    /// How the SQL value stands for a time.
    enum Storage {
        /// `timestamptz`
        case column
        /// `2026-01-31T09:00:00Z`, in UTC and whole seconds.
        case text
    }

    let storage: Storage

    var expectation: String { "a time, such as 2026-01-31T09:00:00Z or now-30d, or a date" }

    func predicate(for comparison: ValueComparison) throws(SegmentError) -> Predicate {
        try comparison.requireEqualityOrOrder()
        let (operand, comparator) = (comparison.operand, comparison.comparator)
        let clock = comparison.clock
        switch try comparison.literal.moment(clock) {
        case .instant(let instant):
            return compare(operand, comparator, instant)
        case .day(let day):
            let start = clock.startOfDay(day)
            let end = clock.startOfDay(CivilDate(daysSinceEpoch: day.daysSinceEpoch + 1))
            return compare(operand, comparator, dayFrom: start, to: end)
        case nil:
            throw comparison.mismatch
        }
    }

    private func compare(_ operand: Operand, _ comparator: Comparator, _ instant: Instant) -> Predicate {
        switch storage {
        case .column:
            Predicate(comparator.comparing(operand.value, "\(instant)"))
        case .text:
            ISOText.compare(operand, shapedAs: ISOText.timestamp, comparator, text(instant, for: comparator))
        }
    }

    /// The text that whole seconds compare with as they do with `instant`.
    private func text(_ instant: Instant, for comparator: Comparator) -> String {
        let fraction = instant.microseconds % 1_000_000
        let toFloor = fraction < 0 ? -1_000_000 - fraction : -fraction
        let floor = instant.advanced(byMicroseconds: toFloor)
        let text =
            switch comparator {
            // A whole second equals no fraction, and is on either side of it as it is of the next whole one.
            case .equal, .notEqual, .has, .like, .notLike: instant
            case .lessOrEqual, .greater: floor
            case .less, .greaterOrEqual: fraction == 0 ? floor : floor.advanced(byMicroseconds: 1_000_000)
            }
        // The end of the last day has a year of five digits, which would come first.
        return text.isWrittenWithFourDigitYear ? text.description : "9999-12-31T23:59:60Z"
    }

    private func compare(
        _ operand: Operand, _ comparator: Comparator, dayFrom start: Instant, to end: Instant
    ) -> Predicate {
        switch comparator {
        case .less: compare(operand, .less, start)
        case .lessOrEqual: compare(operand, .less, end)
        case .greater: compare(operand, .greaterOrEqual, end)
        case .greaterOrEqual: compare(operand, .greaterOrEqual, start)
        case .notEqual, .notLike: .any([compare(operand, .less, start), compare(operand, .greaterOrEqual, end)])
        case .equal, .has, .like: .all([compare(operand, .greaterOrEqual, start), compare(operand, .less, end)])
        }
    }
}
