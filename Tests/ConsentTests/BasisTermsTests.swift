import Consent
import Testing

/// What the law makes of a claim, and the calendar that it counts by.
@Suite struct BasisTermsTests {
    private func instant(_ text: String) throws -> Instant { try #require(Instant(rfc3339: text)) }

    @Test(
        "months come before days and stop at the end of a shorter month, as PostgreSQL adds intervals",
        arguments: [
            ("2024-01-31T12:00:00Z", "1 mon", "2024-02-29T12:00:00Z"),
            ("2023-01-31T12:00:00Z", "1 month", "2023-02-28T12:00:00Z"),
            ("2024-02-29T00:00:00.000001Z", "2 years", "2026-02-28T00:00:00.000001Z"),
            ("2025-11-30T23:59:59Z", "3 mons 1 day", "2026-03-01T23:59:59Z"),
            ("2025-12-31T00:00:00Z", "6 months", "2026-06-30T00:00:00Z"),
            ("1969-12-31T23:00:00Z", "1 year 2 mons", "1971-02-28T23:00:00Z"),
            ("2026-01-01T00:00:00Z", "30 days", "2026-01-31T00:00:00Z"),
        ])
    func spans(from: String, span: String, to: String) throws {
        #expect(try instant(from).advanced(by: #require(CalendarSpan(text: span))) == instant(to))
    }

    @Test(
        "what is no span is none", arguments: ["", "2", "years", "-1 day", "1.5 days", "1 week", "1 day 2", "٢ days"])
    func noSpan(text: String) {
        #expect(CalendarSpan(text: text) == nil)
    }

    @Test("an expiry that was given counts instead of the rule's, and a claim without date has no end by a rule")
    func ends() throws {
        let terms = BasisTerms(stands: true, demandsReference: false, lifetime: CalendarSpan(months: 24))
        let (obtained, given) = (try instant("2024-05-01T00:00:00Z"), try instant("2030-01-01T00:00:00Z"))
        #expect(try terms.end(obtainedAt: obtained, expiresAt: nil) == instant("2026-05-01T00:00:00Z"))
        #expect(terms.end(obtainedAt: obtained, expiresAt: given) == given)
        #expect(terms.end(obtainedAt: nil, expiresAt: nil) == nil)
        #expect(
            BasisTerms(stands: true, demandsReference: false, lifetime: nil).end(obtainedAt: obtained, expiresAt: nil)
                == nil)
    }

    @Test("a claim needs a basis that stands, a date, and its proof where the law asks for it")
    func evidence() throws {
        let obtained = try instant("2024-05-01T00:00:00Z")
        for stands in [true, false] {
            for demands in [true, false] {
                for date in [obtained, nil] {
                    for isEvidenced in [true, false] {
                        let terms = BasisTerms(stands: stands, demandsReference: demands, lifetime: nil)
                        #expect(
                            terms.accepts(obtainedAt: date, isEvidenced: isEvidenced)
                                == (stands && date != nil && !(demands && !isEvidenced)))
                    }
                }
            }
        }
    }
}
