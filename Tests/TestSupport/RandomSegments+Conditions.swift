import Consent

extension RandomSegments {
    /// A condition with at most `depth` levels of AND, OR and NOT.
    package mutating func condition(depth: Int = 4, asksSegments: Bool = true) -> PlainCondition {
        guard depth > 0, random.chance(3, outOf: 5) else {
            return random.chance(1, outOf: 4) ? question(asksSegments: asksSegments) : leaf()
        }
        let parts = (0..<Int.random(in: 2...3, using: &random)).map { _ in
            condition(depth: depth - 1, asksSegments: asksSegments)
        }
        return switch Int.random(in: 0...2, using: &random) {
        case 0: .all(parts)
        case 1: .any(parts)
        default: .not(parts[0])
        }
    }

    /// What a function answers.
    private mutating func question(asksSegments: Bool) -> PlainCondition {
        let list = random.pick(["news", "bills"])
        switch Int.random(in: 0...(asksSegments ? 7 : 6), using: &random) {
        case 0: return .asks(.subscribed(list: list))
        case 1: return .asks(.optedOut(list: list))
        case 2: return .asks(.importedBy(run: random.pick([101, 102, 103])))
        case 3: return .asks(.importedBySource(random.pick(["shop", "it's 50%"])))
        case 4:
            return .basis(
                list: list, random.pick([.equal, .notEqual, .has]),
                random.pick(["transaction", "notified", "consent", "contract"]))
        case 5: return .consentAge(list: list, comparator(), days: random.pick([0, 1, 7, 30, 90, 365]))
        case 6: return .asks(.event(kind: random.pick(Self.eventKinds), days: random.pick([1, 7, 30, 90, 400])))
        default: return .segment(random.pick(["pros", "会員 \"甲\"", "others"]))
        }
    }

    private mutating func leaf() -> PlainCondition {
        if random.chance(1, outOf: 15) { return .search(pattern(lowerCase: true)) }
        if random.chance(1, outOf: 15) {
            return .datePart(
                random.pick([.month, .day]), attribute: "birthday", comparator(), Int.random(in: 0...31, using: &random)
            )
        }
        let field = field()
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return .isAbsent(field)
        case 1: return .isPresent(field)
        case 2:
            if case .attribute(_, .textList) = field { return .compare(field, .has, value(for: field)) }
            let values = (0..<Int.random(in: 2...3, using: &random)).map { _ in value(for: field) }
            return .isOneOf(field, values, negated: random.chance(1, outOf: 2))
        default:
            return comparison(of: field)
        }
    }

    private mutating func field() -> PlainField {
        if random.chance(2, outOf: 3) {
            let (name, type) = random.pick(Self.attributes)
            return .attribute(name, type)
        }
        return random.pick([.email, .domain, .name, .locale, .createdAt, .updatedAt])
    }

    private mutating func comparator() -> PlainComparator {
        random.pick([.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .has])
    }

    private mutating func comparison(of field: PlainField) -> PlainCondition {
        switch field {
        case .attribute(_, .textList):
            return .compare(field, .has, value(for: field))
        case .attribute(_, .boolean):
            return .compare(field, random.pick([.equal, .notEqual, .has]), value(for: field))
        case .attribute(_, .number), .attribute(_, .date), .attribute(_, .timestamp), .createdAt, .updatedAt:
            return .compare(field, comparator(), value(for: field))
        case .attribute(_, .text) where random.chance(1, outOf: 2):
            let order: PlainComparator = random.pick([.less, .lessOrEqual, .greater, .greaterOrEqual])
            return .compare(field, order, .text(PlainPattern(runs: [random.pick(Self.texts)])))
        default:
            return .compare(field, random.pick([.equal, .equal, .notEqual, .has, .like, .notLike]), value(for: field))
        }
    }

    private mutating func value(for field: PlainField) -> PlainValue {
        switch field {
        case .attribute(_, .number): return .number(random.pick(Self.numbers))
        case .attribute(_, .boolean): return .boolean(random.chance(1, outOf: 2))
        case .attribute(_, .date): return .day(day())
        case .attribute(_, .timestamp), .createdAt, .updatedAt:
            if random.chance(1, outOf: 3) { return .day(day()) }
            return .instant(Instant(microseconds: random.pick(Self.microseconds)))
        case .email:
            return .text(random.chance(1, outOf: 2) ? pattern() : known("TARO@example.com", "\"a@b\"@example.co.jp"))
        case .domain: return .text(random.chance(1, outOf: 2) ? pattern() : known("EXAMPLE.com", "example.co.jp"))
        case .locale: return .text(known("ja", "ja-JP", "JA"))
        default: return .text(pattern())
        }
    }

    private mutating func known(_ texts: String...) -> PlainPattern {
        PlainPattern(runs: [random.pick(texts)])
    }

    private mutating func day() -> CivilDate {
        let digits = random.pick(Self.dates).split(separator: "-").map { Int64($0)! }
        return CivilDate(year: digits[0], month: digits[1], day: digits[2])!
    }

    private mutating func pattern(lowerCase: Bool = false) -> PlainPattern {
        let text = random.pick(Self.texts)
        guard random.chance(1, outOf: 3) else { return PlainPattern(runs: [text]) }
        let scalars = Array(text.unicodeScalars)
        let start = Int.random(in: 0...scalars.count, using: &random)
        let end = Int.random(in: start...scalars.count, using: &random)
        func run(_ range: Range<Int>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[range])
            return String(view)
        }
        return random.pick([
            PlainPattern(runs: ["", run(start..<scalars.count)]),
            PlainPattern(runs: [run(0..<start), ""]),
            PlainPattern(runs: ["", run(start..<end), ""]),
            PlainPattern(runs: [run(0..<start), run(end..<scalars.count)]),
        ])
    }
}
