/// A length of time: `30d`, `12h`, `1.5s`. A day is 24 hours.
struct TimeSpan: Sendable, Equatable {
    let microseconds: Int64

    static let expectation = "a duration: a number with w, d, h, m or s, such as 30d"
    static let day = TimeSpan(microseconds: 86_400_000_000)

    private init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Reads a number and its unit: `w`, `d`, `h`, `m` (minutes) or `s`. Nil if it is no such thing, finer than a
    /// microsecond, or longer than 10,000 years.
    init?(_ text: String) {
        guard let unit = text.unicodeScalars.last.flatMap(Self.microsecondsPerUnit) else { return nil }
        let number = text.unicodeScalars.dropLast()
        let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.count <= 12 && $0.allSatisfy(\.isDigit) }),
            let whole = Int64(String(parts[0]))
        else { return nil }
        var (total, overflow) = whole.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        if parts.count == 2 {
            var remainder = unit
            for digit in parts[1] {
                guard remainder % 10 == 0 else { return nil }
                remainder /= 10
                total += Int64(digit.value - 48) * remainder
            }
        }
        guard total <= 10_000 * 366 * Self.day.microseconds else { return nil }
        microseconds = total
    }

    private static func microsecondsPerUnit(_ unit: Unicode.Scalar) -> Int64? {
        switch unit {
        case "w": 604_800_000_000
        case "d": 86_400_000_000
        case "h": 3_600_000_000
        case "m": 60_000_000
        case "s": 1_000_000
        default: nil
        }
    }
}
