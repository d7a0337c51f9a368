extension Instant {
    /// Whether somebody may have said or done something then: from 1900 to the year before the last that is written with
    /// four digits. Programs write the year 1, and others the last day of 9999, for a date that nobody knows.
    package var isPlausible: Bool { (-2_208_988_800_000_000..<253_370_764_800_000_000).contains(microseconds) }

    /// Whether the year is one of 1 to 9999, so that instants as text are in the order of time.
    package var isWrittenWithFourDigitYear: Bool {
        (-62_135_596_800_000_000..<253_402_300_800_000_000).contains(microseconds)
    }
}
