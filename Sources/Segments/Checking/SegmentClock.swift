package import Consent

/// What `now` and `today` mean, and when a day begins.
///
/// A zone is a function from a day to its first moment; the default is UTC. One clock serves a whole statement.
package struct SegmentClock: Sendable {
    package let now: Instant
    /// The first moment of a day.
    package let startOfDay: @Sendable (CivilDate) -> Instant

    package init(
        now: Instant, startOfDay: @escaping @Sendable (CivilDate) -> Instant = SegmentClock.startOfDayInUTC
    ) {
        self.now = now
        self.startOfDay = startOfDay
    }

    /// The day of `now`.
    package var today: CivilDate {
        // Two days ahead in UTC is ahead in every zone.
        var day = now.microseconds / TimeSpan.day.microseconds + 2
        while startOfDay(CivilDate(daysSinceEpoch: day)) > now { day -= 1 }
        return CivilDate(daysSinceEpoch: day)
    }

    /// The first moment of a day in UTC.
    package static let startOfDayInUTC: @Sendable (CivilDate) -> Instant = { day in
        Instant(microseconds: day.daysSinceEpoch * TimeSpan.day.microseconds)
    }
}
