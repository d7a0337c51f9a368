/// The date of a mail (RFC 5322 §3.3) as `2026-04-01T10:00:00+09:00`, which `DateText` reads.
enum MailDate {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// Nil for what is no such date.
    static func text(_ field: [UInt8]) -> String? {
        let plain = String(decoding: field.prefix { $0 != UInt8(ascii: "(") }, as: UTF8.self)
        var words = plain.split { $0 == " " || $0 == "\t" || $0 == "," }.map { $0.lowercased() }
        if let first = words.first, first.first?.isLetter == true { words.removeFirst() }
        guard words.count >= 4, let day = Int(words[0]), 1...31 ~= day,
            let month = months.firstIndex(of: String(words[1].prefix(3))), let year = year(words[2])
        else { return nil }
        let time = words[3].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        guard 2...3 ~= time.count, 0...23 ~= time[0], 0...59 ~= time[1], time.count < 3 || 0...60 ~= time[2] else {
            return nil
        }
        let second = time.count == 3 ? min(time[2], 59) : 0
        let date = "\(year)-\(two(month + 1))-\(two(day))"
        return "\(date)T\(two(time[0])):\(two(time[1])):\(two(second))\(zone(words.count > 4 ? words[4] : ""))"
    }

    private static func year(_ text: String) -> Int? {
        guard let number = Int(text), text.count >= 2, text.count <= 4 else { return nil }
        // RFC 5322 §4.3: years of two and three digits.
        if text.count == 2 { return number + (number < 50 ? 2000 : 1900) }
        return text.count == 3 ? number + 1900 : number
    }

    private static func zone(_ text: String) -> String {
        switch text {
        case "jst": return "+09:00"
        case "est": return "-05:00"
        case "edt", "cst": return text == "edt" ? "-04:00" : "-06:00"
        case "cdt", "mst": return text == "cdt" ? "-05:00" : "-07:00"
        case "mdt", "pst": return text == "mdt" ? "-06:00" : "-08:00"
        case "pdt": return "-07:00"
        default: break
        }
        let digits = text.dropFirst()
        guard text.count == 5, text.first == "+" || text.first == "-", digits.allSatisfy({ "0"..."9" ~= $0 }) else {
            return "Z"
        }
        return "\(text.prefix(3)):\(text.suffix(2))"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
