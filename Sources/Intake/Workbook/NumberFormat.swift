/// How a workbook shows a number, as far as it changes what a person reads: as a date, or with the zeros of a code.
enum NumberFormat: Sendable, Equatable {
    case plain
    case moment(hasDate: Bool, hasTime: Bool)
    /// Digits in a pattern: `00000`, `000-0000`.
    case pattern([PatternSection])

    /// A format by its number alone (ECMA-376 part 1, 18.8.30, with those of East Asian Excel).
    init(id: Int) {
        switch id {
        case 14...17, 27...31, 36, 50...54, 57, 58: self = .moment(hasDate: true, hasTime: false)
        case 18...21, 32...35, 45...47, 55, 56: self = .moment(hasDate: false, hasTime: true)
        case 22: self = .moment(hasDate: true, hasTime: true)
        default: self = .plain
        }
    }

    /// A format by its code, such as `yyyy"年"m"月"d"日"`, `[$-411]ggge"年"`, `0000000` or `[h]:mm`.
    init(code: String) {
        let sections = FormatSection.sections(of: code)
        guard let first = sections.first else {
            self = .plain
            return
        }
        if let moment = Self.moment(first) {
            self = moment
        } else if let patterns = PatternSection.all(sections) {
            self = .pattern(patterns)
        } else {
            self = .plain
        }
    }

    private static func moment(_ section: FormatSection) -> NumberFormat? {
        if section.isElapsed { return .moment(hasDate: false, hasTime: true) }
        let letters = section.letters
        // General is G/標準 in Japanese.
        if letters.hasPrefix("general") || letters.hasPrefix("g/") || letters.contains("e+") || letters.contains("e-") {
            return nil
        }
        let plain = letters.replacing("am/pm", with: "h").replacing("a/p", with: "h")
        let hasTime = plain.contains("h") || plain.contains("s")
        let hasDay = plain.contains { "ydgeb".contains($0) } || plain.contains("aaa")
        let hasDate = hasDay || (plain.contains("m") && !hasTime)
        return hasDate || hasTime ? .moment(hasDate: hasDate, hasTime: hasTime) : nil
    }
}
