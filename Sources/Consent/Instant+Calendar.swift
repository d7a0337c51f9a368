extension Instant {
    /// Whether the year is one of 1 to 9999, so that instants as text are in the order of time.
    package var isWrittenWithFourDigitYear: Bool {
        (-62_135_596_800_000_000..<253_402_300_800_000_000).contains(microseconds)
    }
}
