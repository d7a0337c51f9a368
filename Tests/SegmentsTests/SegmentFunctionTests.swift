import Consent
import TestSupport
import Testing

@testable import Segments

/// Functions: what they take, and what they say of names that are not there.
@Suite struct SegmentFunctionTests {
    private let now = Instant(seconds: 1_767_259_800)
    private var catalog: SegmentCatalog {
        SegmentCatalog(
            attributes: .sample, lists: ["news": ListID(rawValue: 1), "vip-news": ListID(rawValue: 2)],
            segments: [
                "active": "points > 5 AND rank = a", "broken": "points > many", "round": "segment(about)",
                "about": "NOT segment(round)", "empty": "",
                "wide": Array(repeating: "rank = a", count: 900).joined(separator: " OR "),
            ],
            sources: ["crm": 7, "2026": 8], runs: [3])
    }

    @Test(arguments: [
        "subscribed(news)", "subscribed(\"vip-news\") = true", "opted_out('news') != false", "NOT subscribed(news)",
        "basis(news) = transaction", "basis(news) != \"consent\"", "basis(news):*",
        "basis(news) = (consent OR contract)",
        "consent_age(news) > 365d", "consent_age(news) <= 1.5h", "consent_age(news) = null",
        "segment(active)", "segment(\"active\") = false", "segment(empty)", "-segment(active)",
        "imported_by(3)", "imported_by(\"crm\")", "imported_by(2026)",
        "opened(30d)", "clicked(2w) OR bounced(90d)", "sent(12h):true",
    ])
    func `accepts`(text: String) throws {
        let first = try Segment(parsing: text)
        _ = try first.check(against: catalog, at: SegmentClock(now: now))
        #expect(try Segment(parsing: first.description).description == first.description)
    }

    @Test(arguments: [
        ("subscribed(new)", 11, "news"), ("subscribed()", 0, "subscribed(\"LIST\")"),
        ("subscribed(news, news)", 0, "subscribed(\"LIST\")"), ("subscribed(n*)", 11, "subscribed(\"LIST\")"),
        ("subscribed(news) = yes", 19, "true or false"), ("subscribed(news) > true", 17, "=, !="),
        ("basis(news)", 0, "compared with nothing"), ("basis(news) = transacton", 14, "transaction"),
        ("basis(news) < consent", 12, "=, !="), ("consent_age(news) > 5", 20, "a duration"),
        ("consent_age(news) ~ 5d", 18, "<="), ("consent_age(news) > 3600000d", 20, "years 1 to 9999"),
        ("segment(actve)", 8, "active"), ("segment(broken)", 8, "in segment “broken”"),
        ("segment(round)", 8, "round → about → round"), ("imported_by(9)", 12, "no run 9"),
        ("imported_by(crn)", 12, "crm"), ("opened(30)", 7, "a duration"), ("opened(\"30d\")", 7, "a duration"),
        ("opened(x y)", 9, "“)”"), ("clicked(month(birthday))", 0, "clicked(DURATION)"),
    ])
    func `refuses, with the place and what would be right`(text: String, position: Int, expected: String) {
        let error = error(text)
        #expect(error?.position == position, "\(error?.rendered ?? "none")")
        #expect(
            [error?.message, error?.expected, error?.suggestion].contains { $0?.contains(expected) == true },
            "\(error?.rendered ?? "none")")
    }

    @Test func `a segment may not ask itself, also through others`() {
        #expect(error("segment(me)", savedAs: "me")?.message.contains("me → me") == true)
        #expect(error("segment(about)", savedAs: "round")?.message.contains("round → about → round") == true)
        #expect(error("segment(active)", savedAs: "about") == nil)
    }

    @Test func `the comparisons of segments that are asked count`() {
        #expect(error("segment(wide)") == nil)
        #expect(error("segment(wide) OR segment(wide)")?.message.contains("more than 1000") == true)
    }

    @Test func `are told from parentheses and words, wherever they stand`() throws {
        for text in ["", "plan = pro", "(plan = pro)", #"name = "opened(30d)""#, "a AND (b OR NOT (c:*))", "(a b)"] {
            #expect(try !Segment(parsing: text).asksFunctions, "\(text)")
        }
        for text in ["opened(30d)", "NOT (a OR -clicked(30d))", "plan = (a OR lower(b))", "f(g(x)) = 1", "f()"] {
            #expect(try Segment(parsing: text).asksFunctions, "\(text)")
        }
    }

    @Test func `names are told and changed in references alone`() throws {
        let segment = try Segment(parsing: "segment(a) AND (b = 'a' OR NOT segment('a') = true) -f(segment(\"c\"), a)")
        #expect(segment.references == ["a", "c"])
        #expect(
            segment.renaming("a", to: "x \"y\"")
                == #"segment("x \"y\"") AND (b = "a" OR NOT segment("x \"y\"") = true) AND NOT f(segment("c"), a)"#)
    }

    @Test func `the tree shows what was read`() throws {
        #expect(
            try Segment(parsing: "a = 1 -(b OR c = 2)").tree?.lines
                == ["AND", "  a = 1", "  NOT", "    OR", "      b", "      c = 2"])
        #expect(try Segment(parsing: "").tree == nil)
    }

    @Test(arguments: 0..<UInt64(2000))
    func `an expression with some characters changed is read or refused inside the text`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let texts = [
            #"segment("active") AND basis(news) = "transaction" OR -opened(30d)"#,
            "会員 = 'ゴールド' consent_age(news) > 365d NOT (tags:vip OR created_at >= today-3d)",
            "month(birthday) = (1 OR 2) AND imported_by(3) AND a.b !~ \"x\\*y*\"",
        ]
        var scalars = Array(random.pick(texts).unicodeScalars)
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: 0..<scalars.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0 where scalars.count > 1: scalars.remove(at: place)
            case 1: scalars.insert(scalars[Int.random(in: 0..<scalars.count, using: &random)], at: place)
            case 2: scalars[place] = Unicode.Scalar(UInt32.random(in: 0..<0xD800, using: &random))!
            default:
                scalars.insert(
                    contentsOf: random.pick(["(", ")", "\"", " OR ", "-", "\\", ","]).unicodeScalars, at: place)
            }
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        let text = String(view)
        guard let error = error(text) else { return }
        #expect(error.range.upperBound <= text.unicodeScalars.count)
        #expect(!error.rendered.isEmpty)
    }

    private func error(_ text: String, savedAs name: String? = nil) -> SegmentError? {
        do {
            _ = try Segment(parsing: text).check(against: catalog, at: SegmentClock(now: now), savedAs: name)
            return nil
        } catch {
            return error
        }
    }
}
