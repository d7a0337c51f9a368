import Consent

/// A zone's rule for every year, in the form of POSIX's variable TZ with RFC 9636's extension of its times to -167...167
/// hours: `JST-9`, `CET-1CEST,M3.5.0,M10.5.0/3`.
struct YearlyRule: Sendable, Equatable {
    /// When a change comes within a year.
    struct Change: Sendable, Equatable {
        enum Day: Sendable, Equatable {
            /// Day 1 to 365; 29 February is never counted (`J60`).
            case julian(Int64)
            /// Day 0 to 365; 29 February counts (`59`).
            case zeroBased(Int64)
            /// The week 1 to 4, or 5 for the last, of a month in which a weekday, 0 for Sunday, comes (`M3.5.0`).
            case weekday(month: Int64, week: Int64, weekday: Int64)
        }
        let day: Day
        /// Seconds behind the midnight at which the day begins, by the offset before the change.
        let time: Int64
    }

    struct SummerTime: Sendable, Equatable {
        /// Seconds east of UTC.
        let offset: Int64
        let start: Change
        let end: Change
    }

    /// Seconds east of UTC.
    let standardOffset: Int64
    /// Nil if the offset is the same all year.
    let summer: SummerTime?

    /// The offset in force at `seconds` since 1970-01-01T00:00:00Z.
    func offset(at seconds: Int64) -> Int64 {
        guard let summer else { return standardOffset }
        let (quotient, remainder) = (seconds + standardOffset).quotientAndRemainder(dividingBy: 86_400)
        let year = CivilDate(daysSinceEpoch: remainder < 0 ? quotient - 1 : quotient).year
        let start = summer.start.localSeconds(inYear: year) - standardOffset
        let end = summer.end.localSeconds(inYear: year) - summer.offset
        // South of the equator summer spans the turn of the year.
        let isSummer = start < end ? start <= seconds && seconds < end : start <= seconds || seconds < end
        return isSummer ? summer.offset : standardOffset
    }
}

extension YearlyRule.Change {
    /// Seconds between 1970-01-01T00:00:00 and the change, on the clocks before it.
    fileprivate func localSeconds(inYear year: Int64) -> Int64 {
        Self.days(before: day, inYear: year) * 86_400 + time
    }

    private static func days(before day: Day, inYear year: Int64) -> Int64 {
        let newYear = daysBefore(month: 1, ofYear: year)
        switch day {
        case .julian(let number):
            let isLeapYear = daysBefore(month: 3, ofYear: year) - newYear == 60
            return newYear + number - 1 + (isLeapYear && number >= 60 ? 1 : 0)
        case .zeroBased(let number):
            return newYear + number
        case .weekday(let month, let week, let weekday):
            let first = daysBefore(month: month, ofYear: year)
            let next = month == 12 ? daysBefore(month: 1, ofYear: year + 1) : daysBefore(month: month + 1, ofYear: year)
            // 1970-01-01 was a Thursday, weekday 4.
            let weekdayOfFirst = ((first + 4) % 7 + 7) % 7
            var found = first + (weekday - weekdayOfFirst + 7) % 7 + (week - 1) * 7
            while found >= next { found -= 7 }
            return found
        }
    }

    private static func daysBefore(month: Int64, ofYear year: Int64) -> Int64 {
        // Every month of the calendar has a first day; years outside of it are held at its edges.
        CivilDate(year: min(max(year, 1), 9999), month: month, day: 1)!.daysSinceEpoch
    }
}
