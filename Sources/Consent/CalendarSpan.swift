/// A stretch of the calendar in whole months and days, such as `2 years` or `1 mon 10 days`, as PostgreSQL counts intervals.
package struct CalendarSpan: Sendable, Equatable {
    package var months: Int64
    package var days: Int64

    package init(months: Int64 = 0, days: Int64 = 0) {
        self.months = months
        self.days = days
    }

    /// The span that a text such as `1 year 6 months` or `30 days` names, or nil if it names none.
    package init?(text: String) {
        let words = text.split(separator: " ")
        guard [2, 4, 6].contains(words.count) else { return nil }
        self.init()
        for place in stride(from: 0, to: words.count, by: 2) {
            guard let count = Int64(words[place]), (0...9999).contains(count) else { return nil }
            switch words[place + 1] {
            case "year", "years": months += 12 * count
            case "month", "months", "mon", "mons": months += count
            case "day", "days": days += count
            default: return nil
            }
        }
    }
}

extension Instant {
    /// The instant a span later in UTC: months first, the day cut to the end of a shorter month, then days.
    package func advanced(by span: CalendarSpan) -> Instant {
        let perDay: Int64 = 86_400_000_000
        let inDay = ((microseconds % perDay) + perDay) % perDay
        let date = CivilDate(daysSinceEpoch: (microseconds - inDay) / perDay)
        return Instant(microseconds: (date.days(afterMonths: span.months) + span.days) * perDay + inDay)
    }
}

extension CivilDate {
    /// Days since 1970-01-01 of the date some months later.
    fileprivate func days(afterMonths months: Int64) -> Int64 {
        let past = year * 12 + month - 1 + months
        let first = Self.firstDay(ofMonth: past)
        return min(first + day - 1, Self.firstDay(ofMonth: past + 1) - 1)
    }

    /// Days since 1970-01-01 of the first day of a month; months are counted from January of the year 0.
    private static func firstDay(ofMonth month: Int64) -> Int64 {
        daysSinceEpoch(year: month / 12, month: month % 12 + 1, day: 1)
    }
}
