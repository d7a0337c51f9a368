extension Instant {
    /// When somebody may have said or done something: from 1900 to 9998. Programs write the year 1, and others the last day
    /// of 9999, for a date that nobody knows.
    private static let known = Instant(seconds: -2_208_988_800)...Instant(microseconds: 253_370_764_799_999_999)

    package var isPlausible: Bool { Self.known.contains(self) }

    /// What a no counts from that bears this date, for none is refused for its date: ahead of all that is known, from the
    /// last of it; nil, which is a no without date, before it.
    package var datingNo: Instant? { self < Self.known.lowerBound ? nil : min(self, Self.known.upperBound) }

    /// Whether the year is one of 1 to 9999, so that instants as text are in the order of time.
    package var isWrittenWithFourDigitYear: Bool {
        (-62_135_596_800_000_000..<253_402_300_800_000_000).contains(microseconds)
    }
}
