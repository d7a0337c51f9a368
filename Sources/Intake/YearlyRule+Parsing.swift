extension YearlyRule {
    /// Reads a rule such as `CET-1CEST,M3.5.0,M10.5.0/3`; nil if `text` is none. Summer time needs its dates.
    init?(_ text: String) {
        var rest = text.utf8[...]
        guard Self.takeAbbreviation(&rest), let west = Self.takeTime(&rest) else { return nil }
        standardOffset = -west
        if rest.isEmpty {
            summer = nil
            return
        }
        guard Self.takeAbbreviation(&rest) else { return nil }
        // POSIX counts offsets west of Greenwich; summer time is an hour ahead unless it says otherwise.
        let summerOffset: Int64
        if rest.first == UInt8(ascii: ",") {
            summerOffset = standardOffset + 3600
        } else {
            guard let west = Self.takeTime(&rest) else { return nil }
            summerOffset = -west
        }
        guard let start = Change(&rest), let end = Change(&rest), rest.isEmpty else { return nil }
        summer = SummerTime(offset: summerOffset, start: start, end: end)
    }

    /// Takes letters, or anything in angle brackets.
    private static func takeAbbreviation(_ rest: inout Substring.UTF8View) -> Bool {
        if rest.first == UInt8(ascii: "<") {
            guard let close = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[rest.index(after: close)...]
            return true
        }
        let letters = rest.prefix { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0 & ~0x20) }
        rest = rest.dropFirst(letters.count)
        return letters.count >= 3
    }

    /// Takes `[+-]h[h[h]][:mm[:ss]]`, in seconds.
    fileprivate static func takeTime(_ rest: inout Substring.UTF8View) -> Int64? {
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        guard let hours = takeNumber(&rest), hours <= 167 else { return nil }
        var seconds = hours * 3600
        for unit: Int64 in [60, 1] where rest.first == UInt8(ascii: ":") {
            rest = rest.dropFirst()
            guard let number = takeNumber(&rest), number < 60 else { return nil }
            seconds += number * unit
        }
        return isNegative ? -seconds : seconds
    }

    /// Takes one to three digits.
    fileprivate static func takeNumber(_ rest: inout Substring.UTF8View) -> Int64? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard 1...3 ~= digits.count else { return nil }
        rest = rest.dropFirst(digits.count)
        return Int64(Substring(digits))
    }
}

extension YearlyRule.Change {
    /// Takes `,M3.5.0`, `,J60` or `,59`, with `/time` or without (02:00).
    fileprivate init?(_ rest: inout Substring.UTF8View) {
        guard rest.first == UInt8(ascii: ",") else { return nil }
        rest = rest.dropFirst()
        let letter = rest.first
        if letter == UInt8(ascii: "M") || letter == UInt8(ascii: "J") { rest = rest.dropFirst() }
        guard let first = YearlyRule.takeNumber(&rest) else { return nil }
        switch letter {
        case UInt8(ascii: "M"):
            guard let week = Self.takeDotAndNumber(&rest), let weekday = Self.takeDotAndNumber(&rest),
                1...12 ~= first, 1...5 ~= week, 0...6 ~= weekday
            else { return nil }
            day = .weekday(month: first, week: week, weekday: weekday)
        case UInt8(ascii: "J"):
            guard 1...365 ~= first else { return nil }
            day = .julian(first)
        default:
            guard 0...365 ~= first else { return nil }
            day = .zeroBased(first)
        }
        if rest.first == UInt8(ascii: "/") {
            rest = rest.dropFirst()
            guard let time = YearlyRule.takeTime(&rest) else { return nil }
            self.time = time
        } else {
            time = 2 * 3600
        }
    }

    private static func takeDotAndNumber(_ rest: inout Substring.UTF8View) -> Int64? {
        guard rest.first == UInt8(ascii: ".") else { return nil }
        rest = rest.dropFirst()
        return YearlyRule.takeNumber(&rest)
    }
}
