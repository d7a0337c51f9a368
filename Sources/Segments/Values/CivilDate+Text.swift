import Consent

extension CivilDate {
    /// A date as RFC 3339 writes it: `2026-01-31`. Nil for anything else, also for a day that is not in the calendar.
    init?(_ text: String) {
        let fields = text.split(separator: "-", omittingEmptySubsequences: false)
        guard fields.map(\.utf8.count) == [4, 2, 2], text.unicodeScalars.allSatisfy({ $0.isDigit || $0 == "-" }),
            let year = Int64(fields[0]), let month = Int64(fields[1]), let day = Int64(fields[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }
}
