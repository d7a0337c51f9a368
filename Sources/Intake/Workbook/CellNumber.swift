import Glibc

/// A number of a workbook as a person sees it.
struct CellNumber {
    /// As the XML has it.
    let raw: [UInt8]
    let format: NumberFormat
    /// Days count from 1904, as in workbooks of old Macs.
    let from1904: Bool

    /// A date as ISO text (`2026-01-31`, `2026-01-31T09:30:00`, `09:30:00`), a code with its zeros, or the number without
    /// exponent and without more digits than Excel has (15).
    var text: String {
        switch format {
        case .plain: return plain
        case .moment(let hasDate, let hasTime):
            guard let value else { return plain }
            return (hasDate ? date(value, hasTime) : time(value)) ?? plain
        case .pattern(let sections):
            let plain = plain
            guard let value, value >= 0, plain.allSatisfy(\.isNumber),
                let section = sections.first(where: { $0.holds(for: value) })
            else { return plain }
            return section.text(plain)
        }
    }

    private var value: Double? { Double(String(decoding: raw, as: UTF8.self)) }

    private var plain: String {
        let text = String(decoding: raw, as: UTF8.self)
        let digits = raw.first == UInt8(ascii: "-") ? raw.dropFirst() : raw[...]
        if digits.count <= 15, !digits.isEmpty, digits.allSatisfy({ 0x30...0x39 ~= $0 }) { return text }
        guard let value, value.isFinite else { return text }
        return Self.withoutExponent(value)
    }

    /// Fifteen digits, written out.
    private static func withoutExponent(_ value: Double) -> String {
        var buffer = [CChar](repeating: 0, count: 40)
        let count = withVaList([value]) { vsnprintf(&buffer, buffer.count, "%.15g", $0) }
        let text = String(decoding: buffer[..<Int(count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let e = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: e)...]),
            abs(exponent) < 400
        else { return text }
        let isNegative = text.hasPrefix("-")
        let mantissa = text[..<e].filter(\.isNumber)
        var digits = String(mantissa)
        if exponent < 0 {
            digits = "0." + String(repeating: "0", count: -exponent - 1) + digits
        } else if digits.count <= exponent + 1 {
            digits += String(repeating: "0", count: exponent + 1 - digits.count)
        } else {
            digits.insert(".", at: digits.index(digits.startIndex, offsetBy: exponent + 1))
        }
        return (isNegative ? "-" : "") + digits
    }

    /// Nil for what is no date: negative, beyond the year 9999, or the 29th of February 1900, which Excel invented.
    private func date(_ value: Double, _ hasTime: Bool) -> String? {
        guard value >= 0, value < 2_958_466 else { return nil }
        let seconds = Int((value * 86_400).rounded())
        let day = seconds / 86_400
        let sinceEpoch: Int
        if from1904 {
            sinceEpoch = day - 24_107
        } else {
            guard day != 60, day >= 1 else { return nil }
            sinceEpoch = day - (day > 60 ? 25_569 : 25_568)
        }
        let date = Self.civil(sinceEpoch)
        return hasTime ? "\(date)T\(Self.clock(seconds % 86_400))" : date
    }

    /// A time of day, or a span of more than a day in hours.
    private func time(_ value: Double) -> String? {
        guard value >= 0, value < 2_958_466 else { return nil }
        return Self.clock(Int((value * 86_400).rounded()))
    }

    private static func clock(_ seconds: Int) -> String {
        "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }

    /// The date so many days after 1970-01-01 (H. Hinnant, “chrono-compatible low-level date algorithms”).
    private static func civil(_ days: Int) -> String {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(year)-\(two(month))-\(two(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1))"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
