import Consent
import Testing

@testable import Segments

@Suite struct SegmentErrorTests {
    @Test func `the mark stands under the place`() {
        #expect(
            rendered(#"plan = "pro" AND mont(birthday) = 5"#) == """
                “mont” is no function
                  plan = "pro" AND mont(birthday) = 5
                                   ^^^^
                expected: one of basis("LIST"), bounced(DURATION), clicked(DURATION), consent_age("LIST"), day(DATE), \
                imported_by(RUN) or imported_by("SOURCE"), month(DATE), opened(DURATION), opted_out("LIST"), \
                segment("NAME"), sent(DURATION), subscribed("LIST")
                did you mean “month”?
                """)
    }

    @Test func `the mark counts wide characters as two columns, combining ones as none`() {
        #expect(lines(#"会員="金" emial="x""#)[1...2] == [#"  会員="金" emial="x""#, "            ^^^^^"])
        #expect(lines("e\u{301}=a emial=b")[2] == "      ^^^^^")
        #expect(lines("ﾊﾟ=a 会員>5")[2] == "           ^")
        #expect(lines("a=b （c）")[2] == "      ^^")
    }

    @Test func `the mark at the end stands behind the text`() {
        #expect(lines("a =")[1...2] == ["  a =", "     ^"])
    }

    @Test func `only the line with the place is shown, and of a long one its surroundings`() {
        #expect(lines("a = b\nAND c = \"d\nx")[1...2] == ["  AND c = \"d", "          ^"])
        let long = String(repeating: "a=b ", count: 50)
        #expect(lines(long + "= c " + long)[1...2].map(\.count) == [2 + 1 + 80 + 1, 2 + 1 + 40 + 1])
    }

    @Test func `what would move the cursor is shown as a space`() {
        #expect(lines("a\tb\u{202E} \u{7}")[1] == "  a b   ")
    }

    @Test func `the description fits a log: one line without a value`() {
        let error = error("email > \"taro@example.com\"")
        #expect(error?.description == "“>” cannot be asked of “email” (at character 7); expected: =, !=, ~, !~ or :")
    }

    @Test(arguments: [
        ("emial = x", "email"), ("Email = x", "email"), ("crated_at > now", "created_at"), ("dya(birthday) = 1", "day"),
    ])
    func `a slip is answered with the nearest name`(text: String, name: String) {
        #expect(error(text)?.suggestion == name)
    }

    @Test func `a name near nothing is an attribute`() throws {
        #expect(error("company = x") == nil)
        #expect(error("attributes.emial = x") == nil)
    }

    @Test(arguments: [
        ("score > 5", 6, "lists attribute set score number"),
        ("\"会員 種別\" < 5", 8, "lists attribute set '会員 種別' number"),
        ("name > a", 5, "=, !="),
        ("birthday = yesterday", 11, "a date"),
        ("birthday = 2026-02-30", 11, "a date"),
        ("birthday = now-1d", 11, "a date"),
        ("birthday > today-5h", 11, "whole"),
        ("birthday ~ x", 9, "<="),
        ("birthday = 2026*", 11, "a date"),
        ("birthday = today-3x", 11, "a duration"),
        ("created_at > 5", 13, "a time"),
        ("created_at > \"now\"", 13, "a time"),
        ("created_at > 2026-01-31T09:00:00", 13, "a time"),
        ("created_at > now+3600000d", 13, "years 1 to 9999"),
        ("points = many", 9, "a number"),
        ("points = 1e999", 9, "a number"),
        ("points = 007", 9, "a number"),
        ("points = (1 OR x)", 15, "a number"),
        ("vip > true", 4, "=, !="),
        ("vip = yes", 6, "true or false"),
        ("tags = a", 5, "tags:"),
        ("name > null", 5, "= null"),
        ("name:null", 4, "= null"),
        ("a.b = 1", 0, "attributes.\"a.b\""),
        ("attributes.a.b = 1", 0, "attributes.\"a.b\""),
        ("attributes = x", 0, "attributes.NAME"),
        ("5 = score", 0, "on the left"),
        ("na*e = x", 0, "\\*"),
        ("plan = month(birthday)", 7, "on the left"),
        ("plan = (a OR b = c)", 13, "values"),
        ("month(birthday)", 0, "a comparison with a number"),
        ("month(points) = 1", 6, "a date"),
        ("month() = 1", 0, "month(DATE)"),
        ("a or b", 2, "OR"),
        ("vip", 0, "vip:*"),
        ("month", 0, "“(”"),
        ("a && b", 2, "AND"),
        ("*", 0, "name:*"),
    ])
    func `what makes no sense is refused where it stands`(text: String, position: Int, expected: String) {
        let error = error(text)
        #expect(error?.position == position)
        #expect(
            [error?.message, error?.expected].contains { $0?.contains(expected) == true }, "\(error?.rendered ?? "")")
    }

    private func lines(_ text: String) -> [String] {
        rendered(text).split(separator: "\n").map(String.init)
    }

    private func rendered(_ text: String) -> String {
        error(text)?.rendered ?? ""
    }

    private func error(_ text: String) -> SegmentError? {
        do {
            _ = try Segment(parsing: text).check(against: .sample, now: Instant(seconds: 0))
            return nil
        } catch {
            return error
        }
    }
}

extension AttributeCatalog {
    /// One attribute of each type.
    static let sample = AttributeCatalog([
        "rank": .text, "points": .number, "birthday": .date, "last_seen": .timestamp, "vip": .boolean,
        "tags": .textList,
    ])
}
