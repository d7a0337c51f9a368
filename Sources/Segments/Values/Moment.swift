import Consent

/// A point in time or a whole day, as an expression writes it.
enum Moment: Sendable {
    case instant(Instant)
    case day(CivilDate)
}

extension Literal {
    /// The moment that the literal is: a date, a timestamp of RFC 3339, or `now` or `today` with a duration added or taken
    /// away. Nil if it is none; an error if it begins as `now` or `today` and goes on as neither.
    func moment(_ clock: SegmentClock) throws(SegmentError) -> Moment? {
        guard let text = plainText else { return nil }
        if let day = CivilDate(text) { return .day(day) }
        if let instant = Instant(rfc3339: text), instant.isWrittenWithFourDigitYear { return .instant(instant) }
        guard let word else { return nil }
        if word == "today" { return .day(clock.today) }
        if word == "now" { return .instant(clock.now) }
        if let span = try span(after: "today", in: word) { return .day(try clock.today(movedBy: span, at: range)) }
        if let span = try span(after: "now", in: word) { return .instant(try clock.now(movedBy: span, at: range)) }
        return nil
    }

    /// How many microseconds `word` moves `base`, if it begins so.
    private func span(after base: String, in word: String) throws(SegmentError) -> Int64? {
        guard word.hasPrefix(base) else { return nil }
        let rest = word.dropFirst(base.count)
        guard let sign = rest.first, sign == "+" || sign == "-" else { return nil }
        guard let span = TimeSpan(String(rest.dropFirst())) else {
            throw SegmentError("this is no duration", at: range, expected: TimeSpan.expectation)
        }
        return sign == "-" ? -span.microseconds : span.microseconds
    }
}

extension SegmentClock {
    /// `now` moved by microseconds. Throws if that is before the year 1 or after 9999.
    func now(movedBy microseconds: Int64, at range: Range<Int>) throws(SegmentError) -> Instant {
        let moved = now.advanced(byMicroseconds: microseconds)
        guard moved.isWrittenWithFourDigitYear else { throw outOfCalendar(range) }
        return moved
    }

    fileprivate func today(movedBy microseconds: Int64, at range: Range<Int>) throws(SegmentError) -> CivilDate {
        let (days, rest) = microseconds.quotientAndRemainder(dividingBy: TimeSpan.day.microseconds)
        guard rest == 0 else {
            throw SegmentError("today moves by whole days", at: range, expected: "d or w, or now for hours")
        }
        let moved = CivilDate(daysSinceEpoch: today.daysSinceEpoch + days)
        guard (1...9999).contains(moved.year) else { throw outOfCalendar(range) }
        return moved
    }

    private func outOfCalendar(_ range: Range<Int>) -> SegmentError {
        SegmentError("this is out of the calendar", at: range, expected: "a time in the years 1 to 9999")
    }
}
