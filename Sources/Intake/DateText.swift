import Consent

/// Reads dates and times as people's files hold them, year first:
/// `2026-01-31`, `2026/1/31`, `2026.01.31`, `20260131`, `2026年1月31日`, each alone or with a time behind `T` or spaces:
/// `9:03`, `09:03:00`, `09:03:00.123456`, `9時3分`, and behind that `Z`, `UTC`, `+09:00`, `+0900` or `+09`. Digits and
/// signs may be full-width. Anything else is none: 01/02/2026 would be a guess.
package enum DateText {
    /// The date or the instant that `text`, in UTF-8, stands for; nil if it stands for none. A time without an offset
    /// is local in `zone`. Digits past the microsecond are cut.
    package static func parse(_ text: UnsafeBufferPointer<UInt8>, in zone: LocalZone) -> ParsedDate? {
        // The longest form is 40 characters, of three bytes at most.
        guard text.count <= 120 else { return nil }
        var cursor = DateCursor(String(decoding: text, as: UTF8.self))
        guard let date = date(&cursor) else { return nil }
        if cursor.isAtEnd { return .date(date) }
        guard cursor.takeTimeSeparator(), let time = time(&cursor) else { return nil }
        if cursor.isAtEnd { return .instant(zone.instant(date: date, microsecondOfDay: time)) }
        guard let offset = offset(&cursor), cursor.isAtEnd else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 - offset
        return .instant(Instant(seconds: seconds).advanced(byMicroseconds: time))
    }

    /// As above, of a string.
    package static func parse(_ text: String, in zone: LocalZone) -> ParsedDate? {
        var text = text
        return text.withUTF8 { parse($0, in: zone) }
    }

    private static func date(_ cursor: inout DateCursor) -> CivilDate? {
        if let digits = cursor.takeNumber(ofDigits: 8...8) {
            return CivilDate(year: digits / 10_000, month: digits / 100 % 100, day: digits % 100)
        }
        guard let year = cursor.takeNumber(ofDigits: 4...4), let separator = cursor.take(anyOf: "-/.年"),
            let month = cursor.takeNumber(ofDigits: 1...2),
            cursor.take(anyOf: separator == "年" ? "月" : String(separator)) != nil,
            let day = cursor.takeNumber(ofDigits: 1...2),
            separator != "年" || cursor.take(anyOf: "日") != nil
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// Microseconds since midnight.
    private static func time(_ cursor: inout DateCursor) -> Int64? {
        guard let hour = cursor.takeNumber(ofDigits: 1...2), hour < 24, let separator = cursor.take(anyOf: ":時"),
            let minute = cursor.takeNumber(ofDigits: 1...2), minute < 60
        else { return nil }
        var microseconds = (hour * 60 + minute) * 60_000_000
        if separator == "時", cursor.take(anyOf: "分") == nil { return nil }
        if separator == ":" ? cursor.take(anyOf: ":") != nil : cursor.isAtDigit {
            guard let second = cursor.takeNumber(ofDigits: 1...2), second < 60 else { return nil }
            microseconds += second * 1_000_000
            if separator == "時", cursor.take(anyOf: "秒") == nil { return nil }
            if separator == ":", cursor.take(anyOf: ".,") != nil {
                guard let fraction = cursor.takeFraction() else { return nil }
                microseconds += fraction
            }
        }
        return microseconds
    }

    /// Seconds east of UTC, or nil if no offset follows.
    private static func offset(_ cursor: inout DateCursor) -> Int64? {
        cursor.skipSpaces()
        if cursor.take(anyOf: "Zz") != nil || cursor.take(word: "UTC") { return 0 }
        guard let sign = cursor.take(anyOf: "+-") else { return nil }
        let hours: Int64
        let minutes: Int64
        if let digits = cursor.takeNumber(ofDigits: 4...4) {
            (hours, minutes) = digits.quotientAndRemainder(dividingBy: 100)
        } else {
            guard let digits = cursor.takeNumber(ofDigits: 2...2) else { return nil }
            hours = digits
            if cursor.take(anyOf: ":") == nil {
                minutes = 0
            } else {
                guard let digits = cursor.takeNumber(ofDigits: 2...2) else { return nil }
                minutes = digits
            }
        }
        guard hours <= 18, minutes < 60 else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return sign == "-" ? -seconds : seconds
    }
}
