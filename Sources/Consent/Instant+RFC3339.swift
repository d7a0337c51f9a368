extension Instant {
    /// The instant in an RFC 3339 text with a zone (`2026-01-31T09:00:00.5+09:00`), or nil if the text is not one.
    ///
    /// Also takes a space for the `T` and a zone of hours alone (`+09`), as PostgreSQL prints them.
    package init?(rfc3339 text: String) {
        var rest = text.utf8[...]
        func number(_ digits: Int) -> Int64? {
            guard rest.count >= digits else { return nil }
            defer { rest = rest.dropFirst(digits) }
            return rest.prefix(digits).allSatisfy { (48...57).contains($0) }
                ? Int64(Substring(rest.prefix(digits))) : nil
        }
        func skip(_ characters: String) -> Bool {
            guard let first = rest.first, characters.utf8.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2), skip("T t"),
            let hour = number(2), skip(":"), let minute = number(2), skip(":"), let second = number(2),
            let date = CivilDate(year: year, month: month, day: day),
            hour < 24, minute < 60, second < 61
        else { return nil }
        var microseconds: Int64 = 0
        if skip(".") {
            let digits = rest.prefix { (48...57).contains($0) }
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(digits.count)
            let six = (Substring(digits) + "000000").prefix(6)
            microseconds = Int64(six)!
        }
        var offset: Int64 = 0
        if !skip("Zz") {
            let sign: Int64 = rest.first == UInt8(ascii: "-") ? -1 : 1
            guard skip("+-"), let hours = number(2) else { return nil }
            let minutes = skip(":") ? number(2) : 0
            let seconds = skip(":") ? number(2) : 0
            guard let minutes, let seconds else { return nil }
            offset = sign * (hours * 3600 + minutes * 60 + seconds)
        }
        guard rest.isEmpty else { return nil }
        let total = date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(microseconds: total * 1_000_000 + microseconds)
    }
}
