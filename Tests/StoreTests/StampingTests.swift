import Consent
import Postgres
import Store
import Testing

/// Design idea 3: which instant a line bears.
@Suite struct StampingTests {
    private let jiro = Desk.person(3)

    @Test("a live no bears the clock's time")
    func liveNo() throws {
        let desk = try Desk()
        let before = try desk.now()
        let no = try desk.no(jiro, desk.news)
        #expect(before <= no.occurredAt)
        #expect(no.occurredAt <= (try desk.now()))
    }

    @Test("a live no is not earlier than the person's latest instant, a live yes 1 µs past it")
    func liveAfterTheLatest() throws {
        let desk = try Desk()
        // Another server's clock was ahead.
        let ahead = try desk.now().advanced(byMicroseconds: 60_000_000)
        try desk.confirm(jiro, desk.news, at: ahead)
        let no = try desk.no(jiro, desk.news)
        #expect(no.occurredAt == ahead)
        #expect(try desk.reason(jiro, desk.news) == "opted_out")
        let yes = try desk.confirm(jiro, desk.news)
        #expect(yes.occurredAt == ahead.advanced(byMicroseconds: 1))
        #expect(try desk.reason(jiro, desk.news) == "subscribed")
        let second = try desk.no(jiro, nil)
        #expect(second.occurredAt == yes.occurredAt)
        #expect(try desk.reason(jiro, desk.news) == "opted_out_all")
    }

    @Test("a no dated ahead is not refused: it counts from when it was recorded", arguments: [60, 86_400 * 365])
    func futureNo(seconds: Int64) throws {
        let desk = try Desk()
        let no = try desk.no(jiro, desk.news, at: try desk.now().advanced(byMicroseconds: seconds * 1_000_000))
        let line = try desk.store.history(of: jiro)[0]
        #expect(line.occurredAt == line.recordedAt)
        #expect(no.occurredAt == line.occurredAt)
        #expect(no.occurredAt <= (try desk.now()))
    }

    @Test(
        "any other line dated more than five minutes ahead is refused",
        arguments: [ConsentLine.Kind.requested, .optedIn, .paused, .suppressed, .released])
    func futureLine(kind: ConsentLine.Kind) throws {
        let desk = try Desk()
        func line(ahead: Int64) throws -> ConsentLine {
            let list = kind == .requested || kind == .optedIn ? desk.news.id : .allMarketing
            var line = ConsentLine(
                contact: jiro, list: list, kind: kind,
                occurredAt: try desk.now().advanced(byMicroseconds: ahead * 1_000_000), actor: "test",
                method: .confirmed)
            if kind == .suppressed || kind == .released { line.basis = "manual" }
            return line
        }
        #expect(throws: PostgresError.refused(sqlState: "MB001", constraint: nil)) {
            try desk.store.append([try line(ahead: 301)])
        }
        #expect(try desk.lines() == 0)
        #expect(try desk.store.append([try line(ahead: 299)])[0].outcome == .appended)
    }

    @Test("a live yes and a live no of one person in one call are refused: they have no order")
    func noOrder() throws {
        let desk = try Desk()
        let lines = [ConsentLine.Kind.optedIn, .optedOut].map {
            ConsentLine(contact: jiro, list: desk.news.id, kind: $0, actor: "test", method: .confirmed)
        }
        #expect(throws: PostgresError.refused(sqlState: "MB003", constraint: nil)) { try desk.store.append(lines) }
    }
}
