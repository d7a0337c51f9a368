package import Consent

/// Random conditions, spellings and contacts, the same for the same seed.
package struct RandomSegments {
    /// The moment that `now` is in every expression.
    package static let now = Instant(seconds: 1_767_225_600 + 34_200)

    /// The attributes that contacts may have, by their declared type.
    static let attributes: [(name: String, type: PlainType)] = [
        ("plan", .undeclared), ("会員 種別", .undeclared), ("it's \"a.b\" \\ *", .undeclared),
        ("rank", .text), ("score", .number), ("birthday", .date), ("last_seen", .timestamp), ("vip", .boolean),
        ("tags", .textList),
    ]

    static let texts = [
        "", "pro", "Pro", "PRO", "gold", "ゴールド", "会員", "鈴木 一郎", "すずき", "50%", "5_0", "a\\b", "it's", "say \"hi\"", "*",
        "x*y", "true", "5", "5.0", "null", "now", "[]", "[\"pro\", \"会員\"]", "{}", "Ａ", "ａ", "É", "é", "e\u{301}", "😀",
        "ﾊﾟ", "パ",
        "'; DROP TABLE contacts; --", "$1", "a.b", "-1", "AND", "line\nbreak", "tab\there",
    ]
    static let numbers = [-1500, -1000, 0, 500, 1000, 1500, 5000, 42_000]
    static let dates = ["2025-12-31", "2026-01-01", "2026-01-02", "2024-02-29", "0900-01-01"]
    static let microseconds: [Int64] = [
        1_767_225_600_000_000, 1_767_225_599_999_999, 1_767_225_600_500_000, 1_767_259_800_000_000, 0, -1_000_000,
        1_767_312_000_000_000,
    ]

    var random: SplitMix

    package init(seed: UInt64) {
        random = SplitMix(seed: seed)
    }
}

extension RandomSegments {
    package mutating func contact(number: Int) -> PlainContact {
        var attributes: [String: PlainJSON] = [:]
        for (name, type) in Self.attributes where random.chance(3, outOf: 4) {
            // Now and then a value that does not fit the declaration.
            attributes[name] = json(random.chance(1, outOf: 6) ? random.pick(Self.attributes).type : type)
        }
        let local = random.pick(["taro", "Taro", "\"a@b\"", "hanako.50%", "鈴木", "x_y"])
        let domain = random.pick(["example.com", "example.co.jp", "xn--r8jz45g.jp", "sub.example.com"])
        var contact = PlainContact(
            id: ContactID(high: 0, low: UInt64(number)),
            address: "\(local)@\(domain)",
            name: random.chance(1, outOf: 4) ? nil : random.pick(Self.texts),
            locale: random.chance(1, outOf: 4) ? nil : random.pick(["ja", "ja-JP", "en"]),
            attributes: attributes,
            createdAt: Instant(microseconds: random.pick(Self.microseconds)),
            updatedAt: Instant(microseconds: random.pick(Self.microseconds)))
        record(of: &contact)
        return contact
    }

    private mutating func json(_ type: PlainType) -> PlainJSON {
        if random.chance(1, outOf: 12) { return .null }
        return switch type {
        case .undeclared, .text: .string(random.pick(Self.texts))
        case .number: .number(random.pick(["-1.5", "-1", "0", "0.5", "1", "1.0", "1.50", "5", "5.0", "42"]))
        case .date:
            .string(random.pick(Self.dates + ["2026-13-99", "2026-1-1", "unknown", "2026-01-01\n", "²026-01-01"]))
        case .timestamp:
            .string(
                random.pick(
                    Self.microseconds.map { Instant(microseconds: $0).description }
                        + ["2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00:00+09:00", "2026-01-01T99:99:99Z"]))
        case .boolean: .boolean(random.chance(1, outOf: 2))
        case .textList: .list((0..<Int.random(in: 0...3, using: &random)).map { _ in element() })
        }
    }

    private mutating func element() -> PlainJSON {
        random.chance(1, outOf: 8)
            ? random.pick([.null, .number("5"), .boolean(true)]) : .string(random.pick(Self.texts))
    }
}
