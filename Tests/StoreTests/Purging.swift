import Consent
import Flows
import Postgres
import Proof
import SQL
import Store
import TestSupport

/// A desk where years pass: purges are planned for a time to come.
struct Purging {
    let sealing: Sealing
    let superuser: Connection

    init() throws {
        sealing = try Sealing()
        superuser = try sealing.desk.database.superuser()
        try superuser.execute("SET ROLE NONE")
        // Random histories take back runs of the numbers 1 to 3, and a purge is never one of them.
        try superuser.execute("ALTER TABLE runs ALTER run_id RESTART WITH 100")
    }

    var desk: Desk { sealing.desk }

    func later(years: Int64 = 0, days: Int64 = 0) throws -> Instant {
        try desk.now().advanced(byMicroseconds: (years * 366 + days) * 86_400_000_000)
    }

    @discardableResult
    func importPeople(_ people: [ContactID], attributes: String = "{}") throws -> Int64 {
        try ImportedFile(.contacts, desk.news, people.map { ImportedFile.row($0, attributes: attributes) }).imported(
            by: desk.store
        ).run
    }

    /// People who were on a send list that could be used until an instant.
    func sendList(_ people: [ContactID], expires: Instant) throws {
        let draft = SendListDraft(
            lists: [desk.news.id], segment: nil, expression: nil, engine: "csv", fields: [], actor: "test", lifetime: 60
        )
        let (id, _, _) = try desk.store.beginSendList(draft)
        try desk.store.keepRecipients(RecipientBlock(ids: people, places: nil, hours: nil, bases: nil), of: id)
        try superuser.execute("UPDATE send_lists SET expires_at = \(expires) WHERE send_list_id = \(id)")
    }

    /// The run of a purge that was planned for an instant, records being kept for three years.
    func plan(at instant: Instant) throws -> Int64 {
        let run = try desk.store.beginPurge(actor: "test")
        try superuser.execute("SELECT stage_purge(\(run), \(instant), '3 years')")
        return run
    }

    func purge(at instant: Instant) throws -> PurgeCounts {
        let run = try plan(at: instant)
        var counts = PurgeCounts()
        while let step = try desk.store.applyPurge(run, people: 2) { counts = counts + step }
        return counts
    }

    /// The receipt of somebody, as its checker sees it.
    func checkedReceipt(of who: ContactID) throws -> ReceiptCheck.Verdict {
        let made = try ReceiptFlow(
            store: desk.store, key: sealing.key, terms: ReceiptTerms(jurisdiction: "JP", policyURL: nil)
        ).run(EmailAddress("somebody@example.jp"), contact: who)
        return try ReceiptCheck.run(Array(made.text.utf8), key: sealing.publicKey, anchor: nil)
    }

    /// Where people stand otherwise than at another desk, on any list at these moments.
    func differences(from other: Self, _ moments: [Instant]) throws -> [String] {
        zip(try standings(moments), try other.standings(moments)).filter { $0 != $1 }.map { "\($0), not \($1)" }
    }

    private func standings(_ moments: [Instant]) throws -> [String] {
        var standings: [String] = []
        for list in [desk.news, desk.events, desk.bills] {
            for moment in moments {
                for who in RandomHistory.people + RandomHistory.movers {
                    standings.append("\(who) \(list.slug) \(moment) \(try desk.reason(who, list, at: moment))")
                }
            }
        }
        return standings
    }
}
