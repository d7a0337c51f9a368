import Consent
import Postgres
import SQL
import Store
import TestSupport
import Testing

/// Confirmed opt-in: requested by a form, confirmed by the person's POST.
@Suite struct OptInRequestTests {
    private let aoi = Desk.person(81)

    @Test("a request is pending until the person confirms it, and the yes counts from the request")
    func confirm() throws {
        let desk = try Desk()
        #expect(try desk.ask(aoi) == .requested)
        #expect(try desk.reason(aoi, desk.news) == "pending")
        #expect(try desk.store.contact(aoi) == nil)
        let mail = try #require(try desk.store.claimOutbox(10).first)
        try desk.store.settle(mail, problem: nil)
        #expect(try desk.store.confirmOptIn(mail.confirmation, evidence: #"{"ip":"192.0.2.1"}"#) == .confirmed)
        let subscription = try desk.store.subscription(of: aoi, to: desk.news, at: desk.now())
        #expect(subscription.isSendable)
        #expect(subscription.deciding?.method == "confirmed")
        #expect(subscription.deciding?.occurredAt == mail.requestedAt)
        #expect(subscription.deciding?.evidence?.contains("\(mail.request)") == true)
        #expect(try desk.store.contact(aoi)?.canonicalAddress == "aoi@example.com")
        #expect(try desk.differences() == [])
    }

    @Test("confirming again changes nothing")
    func repeatedConfirmation() throws {
        let desk = try Desk()
        let confirmation = try desk.asked(aoi)
        #expect(try desk.store.confirmOptIn(confirmation, evidence: "{}") == .confirmed)
        #expect(try desk.store.confirmOptIn(confirmation, evidence: "{}") == .known)
        #expect(try desk.lines(of: aoi) == 2)
    }

    @Test("a link says of itself that it has run out when the database says so")
    func lifetime() throws {
        let desk = try Desk()
        let seconds = try desk.store.connection.first(
            "SELECT extract(epoch FROM request_lifetime())::bigint AS seconds"
        ) { row in try row.get("seconds", as: Int64.self) }
        #expect(seconds == ConfirmationToken.lifetime / 1_000_000)
    }

    @Test("a request runs out after seven days, and its address is deleted")
    func runsOut() throws {
        let desk = try Desk()
        let confirmation = try desk.asked(aoi)
        try desk.age(by: "7 days")
        let old = ConfirmationToken(
            contact: aoi, list: desk.news.id,
            requestedAt: confirmation.requestedAt.advanced(byMicroseconds: -ConfirmationToken.lifetime))
        #expect(try desk.store.confirmOptIn(old, evidence: "{}") == .expired)
        #expect(try desk.store.claimOutbox(10).isEmpty)
        #expect(try desk.store.sweepOutbox() == 1)
        #expect(try desk.rows() == 0)
        #expect(try desk.store.contact(aoi) == nil)
    }

    @Test("what was confirmed leaves the outbox after a day, and until then no second mail goes there")
    func confirmedGoes() throws {
        let desk = try Desk()
        let confirmation = try desk.asked(aoi)
        #expect(try desk.store.confirmOptIn(confirmation, evidence: "{}") == .confirmed)
        try desk.age(by: "23 hours")
        #expect(try desk.store.sweepOutbox() == 0)
        #expect(try desk.rows() == 1)
        try desk.age(by: "1 hour")
        #expect(try desk.store.sweepOutbox() == 1)
        #expect(try desk.rows() == 0)
    }

    @Test("asking again within a day sends no second mail and adds no line")
    func repeatedRequest() throws {
        let desk = try Desk()
        try desk.asked(aoi)
        #expect(try desk.ask(aoi) == .repeated)
        #expect(try desk.lines(of: aoi) == 1 && desk.rows() == 1)
        try desk.age(by: "25 hours")
        #expect(try desk.ask(aoi) == .requested)
    }

    @Test("an address gets one mail a day, whatever lists are asked for, also after it confirmed")
    func oneMailADay() throws {
        let desk = try Desk()
        #expect(try desk.ask(aoi) == .requested)
        #expect(try desk.ask(aoi, desk.events) == .requested)
        let first = try desk.store.claimOutbox(10)
        #expect(first.count == 1)
        #expect(try desk.store.claimOutbox(10).isEmpty)
        try desk.store.settle(first[0], problem: nil)
        #expect(try desk.store.claimOutbox(10).isEmpty)
        _ = try desk.store.confirmOptIn(first[0].confirmation, evidence: "{}")
        #expect(try desk.ask(aoi, desk.bills) == .requested)
        #expect(try desk.store.claimOutbox(10).isEmpty)
        try desk.age(by: "25 hours")
        let second = try desk.store.claimOutbox(10)
        #expect(second.count == 1 && second[0].list == desk.events.id)
    }

    @Test("no mail goes to an address that bounced, is suppressed or moved", arguments: ["bounced", "manual", "moved"])
    func unmailable(why: String) throws {
        let desk = try Desk()
        try desk.bar(aoi, why)
        #expect(try desk.ask(aoi) == .unmailable)
        #expect(try desk.rows() == 0)
    }

    @Test("a mail that waits goes when the address bounces or the person says no meanwhile", arguments: [true, false])
    func obstacleMeanwhile(bounces: Bool) throws {
        let desk = try Desk()
        #expect(try desk.ask(aoi) == .requested)
        if bounces { try desk.bar(aoi, "bounced") } else { try desk.no(aoi, desk.news) }
        #expect(try desk.store.claimOutbox(10).isEmpty)
        #expect(try desk.rows() == 0)
    }

    @Test("who is on the list already gets no mail")
    func subscribed() throws {
        let desk = try Desk()
        try desk.confirm(aoi, desk.news)
        #expect(try desk.ask(aoi) == .subscribed)
        #expect(try desk.lines(of: aoi) == 1 && desk.rows() == 0)
    }

    @Test("a request after a no lifts it, complaint and erasure too", arguments: [nil, "complaint", "erasure"])
    func liftsOlderNo(method: String?) throws {
        let desk = try Desk()
        try desk.no(aoi, desk.news, method: method.flatMap(ConsentLine.Method.init(rawValue:)) ?? .oneClick)
        #expect(try desk.store.confirmOptIn(try desk.asked(aoi), evidence: "{}") == .confirmed)
        #expect(try desk.reason(aoi, desk.news) == "subscribed")
        #expect(try desk.store.contact(aoi) != nil)
    }

    @Test("a no after the request stands, and the address is not kept", arguments: [true, false])
    func laterNo(toAllMail: Bool) throws {
        let desk = try Desk()
        let confirmation = try desk.asked(aoi)
        try desk.no(aoi, toAllMail ? nil : desk.news)
        #expect(try desk.store.confirmOptIn(confirmation, evidence: "{}") == .refused)
        #expect(try desk.store.confirmOptIn(confirmation, evidence: "{}") == .refused)
        #expect(try desk.reason(aoi, desk.news) == (toAllMail ? "opted_out_all" : "opted_out"))
        #expect(try desk.store.contact(aoi) == nil)
        // Asking by the form again is the way back.
        #expect(try desk.ask(aoi) == .requested)
    }

    @Test("on a list of single opt-in the form is the yes, unless a no stands")
    func single() throws {
        let desk = try Desk()
        _ = try desk.store.setList("news", ListChanges(optIn: .single))
        #expect(try desk.ask(aoi) == .subscribed)
        #expect(try desk.reason(aoi, desk.news) == "subscribed")
        #expect(try desk.rows() == 0)
        try desk.no(aoi, desk.news)
        #expect(try desk.ask(aoi) == .requested)
        #expect(try desk.reason(aoi, desk.news) == "opted_out")
    }

    @Test("a mail that failed is tried again after ever longer waits, until the request has run out")
    func retries() throws {
        let desk = try Desk()
        #expect(try desk.ask(aoi) == .requested)
        var waits: [Int64] = []
        for _ in 0..<3 {
            let mail = try #require(try desk.store.claimOutbox(10).first)
            try desk.store.settle(mail, problem: "the relay answered 451")
            let entry = try #require(try desk.store.waitingMails().first)
            #expect(entry.problem == "the relay answered 451")
            let nextAttempt = try #require(entry.nextAttemptAt)
            waits.append((nextAttempt.microseconds - (try desk.now()).microseconds + 5_000_000) / 60_000_000)
            #expect(try desk.store.claimOutbox(10).isEmpty)
            try desk.due()
        }
        #expect(waits == [1, 5, 30])
        #expect(try desk.store.waitingMails().first?.attempts == 3)
    }

    @Test("a mail that was taken and never settled is due again after ten minutes, not before")
    func crash() throws {
        let desk = try Desk()
        #expect(try desk.ask(aoi) == .requested)
        #expect(try desk.store.claimOutbox(10).count == 1)
        #expect(try desk.store.claimOutbox(10).isEmpty)
        try desk.age(by: "11 minutes")
        #expect(try desk.store.claimOutbox(10).count == 1)
    }

    @Test("two senders never take the same mail")
    func twoSenders() throws {
        let desk = try Desk()
        for number in 200..<220 as Range<UInt64> { #expect(try desk.ask(Desk.person(number)) == .requested) }
        let tasks = (0..<2).map { _ in
            Background(desk.database.application) { connection in
                try (0..<10).flatMap { _ in try Store(connection).claimOutbox(3).map(\.contact) }
            }
        }
        let taken = try tasks.flatMap { try $0.value() }
        #expect(taken.count == 20 && Set(taken).count == 20)
    }

    @Test("with too many mails waiting nothing is recorded")
    func full() throws {
        let desk = try Desk()
        #expect(try desk.ask(aoi, mostWaiting: 1) == .requested)
        #expect(try desk.ask(Desk.person(82), mostWaiting: 1) == .full)
        #expect(try desk.lines(of: Desk.person(82)) == 0)
    }

    @Test("an erasure takes the request along (I7), and the person's file shows it before (I6)")
    func erase() throws {
        let desk = try Desk()
        let confirmation = try desk.asked(aoi)
        let sections = try desk.store.transaction { try desk.store.personSections(of: aoi) }
        #expect(sections.first { $0.name == "outbox" }?.rows.first?.contains("Aoi@example.com") == true)
        _ = try desk.store.erase(aoi, actor: "test")
        #expect(try desk.rows() == 0)
        #expect(try desk.store.confirmOptIn(confirmation, evidence: "{}") == .expired)
        #expect(try desk.store.contact(aoi) == nil)
    }

    @Test("a private list and an archived one take no requests")
    func notPublic() throws {
        let desk = try Desk()
        _ = try desk.store.setList("news", ListChanges(isPublic: false))
        #expect(throws: PostgresError.refused(sqlState: "MB004", constraint: nil)) { try desk.ask(aoi) }
        _ = try desk.store.archiveList("events")
        #expect(throws: PostgresError.refused(sqlState: "MB004", constraint: nil)) { try desk.ask(aoi, desk.events) }
    }

    @Test("many requests and confirmations of one person at once leave one of each")
    func crowd() throws {
        let desk = try Desk()
        let (aoi, news) = (aoi, desk.news.id)
        let asked = try (0..<8).map { _ in
            Background(desk.database.application) { connection in
                try Store(connection).requestOptIn(
                    aoi, to: news, address: "aoi@example.com", canonical: "aoi@example.com", locale: "ja", notice: nil,
                    evidence: "{}", mostWaiting: 100)
            }
        }.map { try $0.value() }
        #expect(asked.filter { $0 == .requested }.count == 1)
        let confirmation = try #require(try desk.store.claimOutbox(1).first).confirmation
        let confirmed = try (0..<8).map { _ in
            Background(desk.database.application) { try Store($0).confirmOptIn(confirmation, evidence: "{}") }
        }.map { try $0.value() }
        #expect(confirmed.filter { $0 == .confirmed }.count == 1)
        #expect(try desk.lines(of: aoi) == 2)
        #expect(try desk.differences() == [])
    }
}

extension OutboxMail {
    /// What its link says.
    fileprivate var confirmation: ConfirmationToken {
        ConfirmationToken(contact: contact, list: list, requestedAt: requestedAt)
    }
}

extension Desk {
    fileprivate func ask(
        _ who: ContactID, _ list: MailingList? = nil, mostWaiting: Int = 1000
    ) throws -> OptInRequestOutcome {
        try store.requestOptIn(
            who, to: (list ?? news).id, address: "Aoi@example.com", canonical: "aoi@example.com", locale: "ja",
            notice: nil, evidence: #"{"form":"https://lists.example/subscribe/news"}"#, mostWaiting: mostWaiting)
    }

    /// A request whose mail was handed over: what its link says.
    @discardableResult
    fileprivate func asked(_ who: ContactID) throws -> ConfirmationToken {
        #expect(try ask(who) == .requested)
        let mail = try #require(try store.claimOutbox(1).first)
        try store.settle(mail, problem: nil)
        return mail.confirmation
    }

    /// Makes all in the outbox older.
    fileprivate func age(by interval: String) throws {
        try database.superuser().execute(
            """
            UPDATE outbox SET requested_at = requested_at - \(interval)::text::interval,
                   sent_at = sent_at - \(interval)::text::interval,
                   next_attempt_at = next_attempt_at - \(interval)::text::interval
            """)
    }

    /// Makes all that waits due.
    fileprivate func due() throws {
        try database.superuser().execute("UPDATE outbox SET next_attempt_at = now()")
    }

    fileprivate func rows() throws -> Int {
        try store.connection.first("SELECT count(*) AS rows FROM outbox") { row in try row.get("rows", as: Int.self) }!
    }

    fileprivate func bar(_ who: ContactID, _ why: String) throws {
        guard why != "moved" else {
            try store.connection.execute("SELECT move_contact(\(who), \(Desk.person(99)), 'test')")
            return
        }
        var line = ConsentLine(
            contact: who, list: .allMarketing, kind: .suppressed, actor: "test", method: .operator)
        line.basis = why
        _ = try store.append([line])
    }
}
