import Consent

extension RandomSegments {
    /// One of the many ways to write a condition.
    package mutating func spelling(of condition: PlainCondition) -> String {
        switch condition {
        case .all(let parts):
            return parts.map { part in
                // OR binds tighter than AND, so it may go without parentheses here.
                if case .any = part, random.chance(1, outOf: 2) { return spelling(of: part) }
                return operand(part)
            }.joined(separator: random.chance(1, outOf: 4) ? random.pick([" ", "\n", "\u{3000}"]) : " AND ")
        case .any(let parts):
            return parts.map { operand($0) }.joined(separator: " OR ")
        case .not(let part):
            let isSimple = part.isLeaf && random.chance(3, outOf: 4)
            return random.pick(["NOT ", "-"]) + (isSimple ? spelling(of: part) : "(\(spelling(of: part)))")
        case .compare(let field, let comparator, let value):
            return spelling(of: field) + spaced(comparator.rawValue) + spelling(of: value)
        case .isOneOf(let field, let values, let negated):
            let values = values.map { spelling(of: $0) }.joined(separator: " OR ")
            return spelling(of: field) + spaced(negated ? "!=" : "=") + "(\(values))"
        case .isAbsent(let field):
            return spelling(of: field) + spaced("=") + "null"
        case .isPresent(let field):
            return random.chance(1, outOf: 2)
                ? spelling(of: field) + ":*" : spelling(of: field) + spaced("!=") + "null"
        case .search(let pattern):
            return quoted(pattern)
        case .datePart(let part, let attribute, let comparator, let number):
            return "\(part.rawValue)(\(attribute))" + spaced(comparator.rawValue) + String(number)
        case .asks(let question):
            return spelling(of: question) + random.pick(["", "", " = true", ":true", " != false"])
        case .basis(let list, let comparator, let basis):
            return "basis(\(list))" + spaced(comparator.rawValue) + random.pick([basis, "\"\(basis)\""])
        case .consentAge(let list, let comparator, let days):
            return "consent_age(\"\(list)\")" + spaced(comparator.rawValue)
                + random.pick(["\(days)d", "\(days * 24)h"])
        case .segment(let name):
            return "segment(\(quoted(PlainPattern(runs: [name]))))" + random.pick(["", " = true", " != false"])
        }
    }

    private mutating func spelling(of question: PlainQuestion) -> String {
        switch question {
        case .subscribed(let list): "subscribed(\(list))"
        case .optedOut(let list): "opted_out(\"\(list)\")"
        case .event(let kind, let days): random.pick(["\(kind)(\(days)d)", "\(kind)( \(days * 1440)m )"])
        case .importedBy(let run): random.pick(["imported_by(\(run))", "imported_by('\(run)')"])
        case .importedBySource(let source): "imported_by(\(quoted(PlainPattern(runs: [source]))))"
        }
    }

    private mutating func operand(_ part: PlainCondition) -> String {
        let needsParentheses = if case .all = part { true } else if case .any = part { true } else { false }
        return needsParentheses || random.chance(1, outOf: 8) ? "(\(spelling(of: part)))" : spelling(of: part)
    }

    private mutating func spaced(_ sign: String) -> String {
        random.chance(3, outOf: 4) ? " \(sign) " : sign
    }

    private mutating func spelling(of field: PlainField) -> String {
        switch field {
        case .email: return "email"
        case .domain: return "domain"
        case .name: return "name"
        case .locale: return "locale"
        case .createdAt: return "created_at"
        case .updatedAt: return "updated_at"
        case .attribute(let name, _):
            let isPlain = name.utf8.allSatisfy { $0 != UInt8(ascii: " ") }
            let word = isPlain && random.chance(3, outOf: 4) ? name : quoted(PlainPattern(runs: [name]))
            return random.chance(1, outOf: 3) ? "attributes.\(word)" : word
        }
    }

    private mutating func spelling(of value: PlainValue) -> String {
        switch value {
        case .text(let pattern):
            let text = pattern.runs.joined(separator: "*")
            let isWord = ["pro", "Pro", "gold", "ゴールド", "会員", "true", "5", "5.0", "😀", "$1", "a.b", "now", "ja-JP"]
                .contains(text)
            return isWord && pattern.runs.count == 1 && random.chance(1, outOf: 2) ? text : quoted(pattern)
        case .number(let thousandths):
            let sign = thousandths < 0 ? "-" : ""
            let (whole, rest) = abs(thousandths).quotientAndRemainder(dividingBy: 1000)
            if rest != 0 { return "\(sign)\(whole).5" }
            return random.pick(["\(sign)\(whole)", "\(sign)\(whole).0", "\(sign)\(whole)e0", "\"\(sign)\(whole)\""])
        case .boolean(let value):
            return value ? "true" : "false"
        case .day(let day):
            return day == CivilDate(year: 2026, month: 1, day: 1) && random.chance(1, outOf: 2)
                ? "today" : random.pick([day.description, "\"\(day)\""])
        case .instant(let instant):
            let distance = instant.microseconds - Self.now.microseconds
            if distance == 0 { return "now" }
            if distance % 1_000_000 == 0, random.chance(1, outOf: 2) {
                let sign = random.pick(["\(distance < 0 ? "-" : "+")", " \(distance < 0 ? "-" : "+") "])
                return "now\(sign)\(abs(distance) / 1_000_000)s"
            }
            return random.pick([instant.description, "\"\(instant)\""])
        }
    }

    private mutating func quoted(_ pattern: PlainPattern) -> String {
        let quote = random.pick(["\"", "'"])
        let runs = pattern.runs.map { run in
            run.unicodeScalars.map { scalar in
                switch scalar {
                case "\\", "*": "\\" + String(scalar)
                case "\n": random.pick(["\\n", "\n"])
                case "\t": random.pick(["\\t", "\t"])
                default: String(scalar) == quote ? "\\" + quote : String(scalar)
                }
            }.joined()
        }
        return quote + runs.joined(separator: "*") + quote
    }
}

extension PlainCondition {
    fileprivate var isLeaf: Bool {
        switch self {
        case .all, .any, .not: false
        default: true
        }
    }
}
