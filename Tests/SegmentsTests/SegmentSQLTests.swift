import Consent
import SQL
import Testing

@testable import Segments

@Suite struct SegmentSQLTests {
    private let now = Instant(seconds: 1_767_259_800)  // 2026-01-01T09:30:00Z

    @Test(arguments: [
        "'; DROP TABLE contacts; --", "$1", "x' OR '1'='1", "\\", "%_", "\u{202E}", "c.name", "🦄",
    ])
    func `what a person typed stays a value`(text: String) throws {
        let quoted = Word(pattern: Pattern(text), isQuoted: true).description
        let harmless = Word(pattern: Pattern("zzz"), isQuoted: true).description
        for shape in ["name = @", "attributes.@ = @", "@ != @", "@", "tags:@", "rank < @", "email ~ @", "attributes:@"]
        {
            // The text of the statement does not depend on what is asked for.
            #expect(try sql(shape.replacing("@", with: quoted)).text == sql(shape.replacing("@", with: harmless)).text)
        }
    }

    @Test func `equality uses the index of all attributes where it is there, also below NOT`() throws {
        #expect(try sql("plan = pro").text == "((c.attributes ->> $1) = $2)")
        #expect(try shared("plan = pro").text == "(c.attributes @> $1)")
        #expect(try shared("NOT plan = pro").text == "(NOT ((c.attributes ->> $1) = $2))")
        #expect(try shared("NOT plan != pro").text == "(NOT ((c.attributes ->> $1) <> $2))")
        #expect(try shared("NOT (NOT plan = pro)").text == "(c.attributes @> $1)")
        #expect(try shared("plan = (pro OR gold)").text == "((c.attributes @> $1) OR (c.attributes @> $2))")
        #expect(try shared("tags:vip").binds == [.json(#"{"tags":["vip"]}"#)])
        #expect(try shared("points = 1.50").binds == [.json(#"{"points":1.50}"#)])
        #expect(try shared("vip = true").binds == [.json(#"{"vip":true}"#)])
    }

    @Test func `whether a text is one of several is asked once, wherever the values stand`() throws {
        for text in ["plan = (pro OR gold OR team)", "plan = pro OR plan = (gold OR team)"] {
            #expect(try sql(text).text == "((c.attributes ->> $1) = ANY ($2))")
            #expect(try sql(text).binds == [.text("plan"), .texts(["pro", "gold", "team"])])
        }
        #expect(try sql("plan != (pro OR gold)").text == "(NOT ((c.attributes ->> $1) = ANY ($2)))")
        // Other attributes, wildcards and what is never unknown stay conditions of their own.
        #expect(
            try sql("plan = pro OR colour = red OR plan = gold OR plan = p*").text
                == "(((c.attributes ->> $1) = ANY ($2)) OR ((c.attributes ->> $3) = $4) OR ((c.attributes ->> $5) LIKE $6))"
        )
        #expect(
            try sql("plan:pro OR plan:gold").text == "(((c.attributes ->> $1) = $2) OR ((c.attributes ->> $3) = $4))")
        #expect(
            try sql("plan = pro AND plan = gold").text
                == "(((c.attributes ->> $1) = $2) AND ((c.attributes ->> $3) = $4))")
    }

    @Test func `an attribute's own index is used with the condition under which values are in it`() throws {
        let catalog = AttributeCatalog(
            ["rank": .text, "points": .number, "birthday": .date, "tags": .textList, "vip": .boolean],
            indexed: ["rank", "points", "birthday", "tags", "vip"], hasEqualityIndex: true)
        let own = { (text: String) in
            try Segment(parsing: text).check(against: catalog, now: now).predicate.rendered.text
        }
        #expect(
            try own("rank = a")
                == #"((((c.attributes ->> $1) COLLATE "C") = $2) AND octet_length(c.attributes ->> $3) <= 2000)"#)
        #expect(
            try own("points = 5") == "((c.attributes -> $1) = $2 AND jsonb_typeof(c.attributes -> $3) = 'number')")
        #expect(try own("tags:a") == "((c.attributes -> $1) @> $2)")
        #expect(try own("birthday = 2026-01-01").contains("COLLATE \"C\") = $2) AND (c.attributes ->> $3) ~ '^"))
        #expect(try !own("rank = \(String(repeating: "x", count: 2001))").contains("octet_length"))
    }

    @Test func `NOT goes down to the conditions: who is unknown stays unknown`() throws {
        #expect(
            try sql("NOT (vip = true AND rank = a)").text
                == """
                ((NOT ((CASE c.attributes -> $1 WHEN 'true'::jsonb THEN TRUE WHEN 'false'::jsonb THEN FALSE END) = TRUE)) \
                OR (NOT (((c.attributes ->> $2) COLLATE "C") = $3)))
                """)
    }

    @Test func `a number or boolean compared with text is also found where it is stored as such`() throws {
        #expect(try shared("plan = 5").binds.prefix(2) == [.json(#"{"plan":"5"}"#), .json(#"{"plan":5}"#)])
    }

    @Test func `the declared spelling of a name is the one looked up`() throws {
        let catalog = AttributeCatalog(["か\u{3099}": .number])
        let checked = try Segment(parsing: "が = 1").check(against: catalog, now: now)
        #expect(checked.predicate.rendered.binds == [.json("{\"か\u{3099}\":1}")])
    }

    @Test func `a day compared with a time is the whole day`() throws {
        let (start, end) = (
            Bind.instant(Instant(seconds: 1_767_225_600)), Bind.instant(Instant(seconds: 1_767_312_000))
        )
        #expect(try sql("created_at = 2026-01-01").binds == [start, end])
        #expect(try sql("created_at <= 2026-01-01").binds == [end])
        #expect(try sql("created_at > 2026-01-01").binds == [end])
        #expect(try sql("created_at >= today").binds == [start])
        #expect(try sql("created_at < today").binds == [start])
    }

    @Test func `days begin when the clock says so`() throws {
        let tokyo = SegmentClock(now: Instant(seconds: 1_767_279_600)) { day in  // 2026-01-01T15:00:00Z
            SegmentClock.startOfDayInUTC(day).advanced(byMicroseconds: -9 * 3_600_000_000)
        }
        #expect(tokyo.today.description == "2026-01-02")
        let checked = try Segment(parsing: "created_at >= today").check(
            against: SegmentCatalog(attributes: .sample), at: tokyo)
        #expect(checked.predicate.rendered.binds == [.instant(Instant(seconds: 1_767_279_600))])
    }

    @Test func `the clock knows today, also before 1970`() {
        #expect(SegmentClock(now: Instant(microseconds: -1)).today.description == "1969-12-31")
        #expect(SegmentClock(now: Instant(microseconds: 0)).today.description == "1970-01-01")
        #expect(SegmentClock(now: Instant(seconds: 86_399)).today.description == "1970-01-01")
    }

    @Test(arguments: [
        ("now", 0), ("now-30d", -2_592_000), ("now - 12h", -43_200), ("now+90m", 5400), ("now + 2w", 1_209_600),
        ("2026-01-01T18:30:00+09:00", 0), ("2026-01-01T09:30:00.000Z", 0), ("\"2026-01-01T09:30:01Z\"", 1),
    ])
    func `moments`(text: String, seconds: Int64) throws {
        let moment = now.advanced(byMicroseconds: seconds * 1_000_000)
        #expect(try sql("created_at > \(text)").binds == [.instant(moment)])
    }

    @Test func `a mix of AND and OR without parentheses is remarked on with how it was read`() throws {
        #expect(
            try notes("vip = true AND points > 5 OR rank = a") == [
                "OR binds tighter than AND, so this was read as: vip = true AND (points > 5 OR rank = a)"
            ])
        #expect(try notes("vip = true points > 5 OR rank = a").count == 1)
        #expect(try notes("vip = true AND (points > 5 OR rank = a)").isEmpty)
        #expect(try notes("(vip = true AND points > 5) OR rank = a").isEmpty)
    }

    @Test func `remarks tell of what may be a slip`() throws {
        let known = AttributeCatalog(["birthday": .date], known: ["birthday", "plan"])
        let notes = { (text: String) in try Segment(parsing: text).check(against: known, now: now).notes }
        #expect(try notes("birthdy = x") == ["no contact has an attribute “birthdy”; did you mean “birthday”?"])
        #expect(try notes("attributes.x = 1 attributes:y").count == 2)
        #expect(try notes("plan = x birthday = 2026-01-01").isEmpty)
        #expect(try notes("suzuki taro") == ["a value alone is looked for anywhere in address and name"])
        #expect(try notes("") == ["an empty expression selects everybody"])
    }

    @Test func `everybody fits the empty expression`() throws {
        #expect(try sql("").text == "TRUE")
    }

    @Test func `functions are sorted by name, each once`() {
        let names = SegmentFunctions.all.map(\.name)
        #expect(names == Set(names).sorted())
    }

    @Test func `a boolean function may stand alone`() throws {
        struct Lucky: SegmentFunction {
            let name = "lucky"
            let usage = "lucky()"
            func result(of call: FunctionCall, in context: CheckContext) -> Operand {
                Operand(name: name, kind: BooleanKind(), value: "lucky(c)")
            }
        }
        let context = CheckContext(
            catalog: SegmentCatalog(attributes: .sample), clock: SegmentClock(now: now), functions: [Lucky()])
        let checked = try Segment(parsing: "lucky() -lucky() = false").check(context)
        #expect(checked.predicate.rendered.text == "(lucky(c) AND (NOT (lucky(c) = FALSE)))")
    }

    private func sql(_ text: String) throws -> (text: String, binds: [Bind]) {
        try Segment(parsing: text).check(against: .sample, now: now).predicate.rendered
    }

    private func shared(_ text: String) throws -> (text: String, binds: [Bind]) {
        let catalog = AttributeCatalog(
            ["points": .number, "vip": .boolean, "tags": .textList], hasEqualityIndex: true)
        return try Segment(parsing: text).check(against: catalog, now: now).predicate.rendered
    }

    private func notes(_ text: String) throws -> [String] {
        try Segment(parsing: text).check(against: .sample, now: now).notes
    }
}
