import Consent
import Intake
import Testing

@Suite("Local zone")
struct LocalZoneTests {
    private func instant(_ zone: String, _ year: Int64, _ month: Int64, _ day: Int64, _ hour: Int64, _ minute: Int64)
        throws -> String
    {
        let date = try #require(CivilDate(year: year, month: month, day: day))
        return try LocalZone(named: zone).instant(date: date, microsecondOfDay: (hour * 60 + minute) * 60_000_000)
            .description
    }

    @Test(
        "summer time holds in the table and, by the rule, in years beyond it",
        arguments: [2007, 2026, 2037, 2038, 2500])
    func summerTime(year: Int64) throws {
        #expect(try instant("Europe/Berlin", year, 1, 15, 12, 0) == "\(year)-01-15T11:00:00Z")
        #expect(try instant("Europe/Berlin", year, 7, 15, 12, 0) == "\(year)-07-15T10:00:00Z")
        #expect(try instant("Australia/Sydney", year, 1, 15, 12, 0) == "\(year)-01-15T01:00:00Z")
        #expect(try instant("Australia/Sydney", year, 7, 15, 12, 0) == "\(year)-07-15T02:00:00Z")
        #expect(try instant("Asia/Tokyo", year, 7, 15, 12, 0) == "\(year)-07-15T03:00:00Z")
    }

    @Test("of a time shown twice it is the first")
    func shownTwice() throws {
        #expect(try instant("America/New_York", 2026, 11, 1, 1, 30) == "2026-11-01T05:30:00Z")
        #expect(try instant("America/New_York", 2026, 11, 1, 2, 0) == "2026-11-01T07:00:00Z")
        #expect(try instant("America/New_York", 2045, 11, 5, 1, 30) == "2045-11-05T05:30:00Z")
    }

    @Test("a time never shown is read by the offset before the gap")
    func neverShown() throws {
        #expect(try instant("America/New_York", 2026, 3, 8, 2, 30) == "2026-03-08T07:30:00Z")
        #expect(try instant("America/New_York", 2026, 3, 8, 3, 0) == "2026-03-08T07:00:00Z")
        #expect(try instant("America/Sao_Paulo", 2018, 11, 4, 0, 0) == "2018-11-04T03:00:00Z")
        // Samoa left out 30 December 2011.
        #expect(try instant("Pacific/Apia", 2011, 12, 29, 12, 0) == "2011-12-29T22:00:00Z")
        #expect(try instant("Pacific/Apia", 2011, 12, 31, 12, 0) == "2011-12-30T22:00:00Z")
    }

    @Test("UTC and Asia/Tokyo need no database")
    func builtIn() throws {
        #expect(try LocalZone(named: "Asia/Tokyo", database: "/nowhere").offset(at: Instant(seconds: 0)) == 32_400)
        #expect(try LocalZone(named: "UTC", database: "/nowhere").offset(at: Instant(seconds: 0)) == 0)
        #expect(throws: ZoneError.unknownZone("Asia/Seoul")) {
            try LocalZone(named: "Asia/Seoul", database: "/nowhere")
        }
    }

    @Test(
        "a name that is none opens no file",
        arguments: [
            "", "../../etc/passwd", "/etc/passwd", "Asia//Tokyo", "Asia/../UTC", "Asia/Tokyo\0", "東京", "Nowhere/City",
        ])
    func names(name: String) {
        #expect(throws: ZoneError.unknownZone(name)) { try LocalZone(named: name) }
    }

    @Test("a file or folder of the database that is no zone is refused")
    func noZone() {
        #expect(throws: ZoneError.self) { try LocalZone(named: "Asia") }
        #expect(throws: ZoneError.unreadableZone("hostname")) { try LocalZone(named: "hostname", database: "/etc") }
    }
}
