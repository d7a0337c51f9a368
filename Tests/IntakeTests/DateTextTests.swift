import Consent
import Intake
import Testing

@Suite("Dates in files")
struct DateTextTests {
    private let tokyo = try! LocalZone(named: "Asia/Tokyo")

    @Test(
        "a day is read in every usual form",
        arguments: [
            "2026-01-31", "2026/01/31", "2026/1/31", "2026.01.31", "20260131", "2026年1月31日", "２０２６年０１月３１日", "２０２６／１／３１",
            " 2026-01-31 ", "　2026/1/31",
        ])
    func day(text: String) throws {
        let date = try #require(CivilDate(year: 2026, month: 1, day: 31))
        #expect(DateText.parse(text, in: tokyo) == .date(date))
    }

    @Test(
        "a time without an offset is local, one with an offset is not",
        arguments: [
            ("2026-01-31T09:03:00", "2026-01-31T00:03:00Z"), ("2026/1/5 9:03", "2026-01-05T00:03:00Z"),
            ("2026-01-31T09:03:00Z", "2026-01-31T09:03:00Z"), ("2026-01-31T09:03:00+09:00", "2026-01-31T00:03:00Z"),
            ("2026-01-31T09:03:00+0900", "2026-01-31T00:03:00Z"), ("2026-01-31 09:03:00-05", "2026-01-31T14:03:00Z"),
            ("2026-01-31 09:03:00 UTC", "2026-01-31T09:03:00Z"),
            ("2026-01-31 09:03:00.25 +00:00", "2026-01-31T09:03:00.25Z"),
            ("2026-01-31T09:03:00.1234567Z", "2026-01-31T09:03:00.123456Z"), ("20260131 09:03", "2026-01-31T00:03:00Z"),
            ("2026年1月31日 9時3分", "2026-01-31T00:03:00Z"), ("2026年1月31日9時3分5秒", "2026-01-31T00:03:05Z"),
            ("２０２６／１／５　９：０３", "2026-01-05T00:03:00Z"),
        ])
    func instant(text: String, expected: String) {
        guard case .instant(let instant) = DateText.parse(text, in: tokyo) else {
            Issue.record("\(text) is no instant")
            return
        }
        #expect(instant.description == expected)
    }

    @Test(
        "what is no date, or would be a guess, is none",
        arguments: [
            "", " ", "昨日", "2026-02-30", "2026-13-01", "01/02/2026", "26/1/5", "2026/1-5", "2026-01-31T",
            "2026-01-31 25:00",
            "2026-01-31T09:60", "2026-01-31T09:03:00+9", "2026-01-31T09:03:00+09:", "2026-01-31 x", "20260131123",
            "2026年1月31", "2026-01-31T09:03:00.Z", "46053", "2026-01-3109:03", "0000-01-01", "2026-01-31T09:03:00ZZ",
        ])
    func none(text: String) {
        #expect(DateText.parse(text, in: tokyo) == nil)
    }

    @Test("a day's first and last moments are those of the zone")
    func moments() throws {
        let date = ParsedDate.date(try #require(CivilDate(year: 2026, month: 1, day: 31)))
        #expect(date.firstMoment(in: tokyo).description == "2026-01-30T15:00:00Z")
        #expect(date.lastMoment(in: tokyo).description == "2026-01-31T14:59:59.999999Z")
        let instant = Instant(seconds: 5)
        #expect(ParsedDate.instant(instant).firstMoment(in: tokyo) == instant)
        #expect(ParsedDate.instant(instant).lastMoment(in: tokyo) == instant)
    }
}
