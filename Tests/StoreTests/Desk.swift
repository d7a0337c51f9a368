import Consent
import Postgres
import SQL
import Store
import TestSupport

/// A database of one test with two marketing lists and a transactional one, and short ways to say things.
struct Desk {
    let database: TestDatabase
    let store: Store
    let news: MailingList
    let events: MailingList
    let bills: MailingList

    init() throws {
        database = try TestDatabase()
        store = try database.store()
        let make = { [store] (slug: String, stream: Consent.Stream) in
            try store.createList(
                slug: slug, name: slug, stream: stream, optIn: .confirmed, isPublic: true, sender: SenderProfile())
        }
        news = try make("news", .marketing)
        events = try make("events", .marketing)
        bills = try make("bills", .transactional)
    }

    /// Somebody, the same for the same number.
    static func person(_ number: UInt64) -> ContactID {
        RandomHistory.person(number)
    }

    /// A moment of a quiet day in the past, `second` seconds after its start.
    static func at(_ second: Int64) -> Instant {
        RandomHistory.at(second)
    }

    /// The clock of the server.
    func now() throws -> Instant {
        try store.connection.first("SELECT clock_timestamp() AS now") { row in try row.get("now", as: Instant.self) }!
    }

    /// Says one thing of one person. A list of nil is all marketing mail.
    @discardableResult
    func say(
        _ kind: ConsentLine.Kind, _ who: ContactID, _ list: MailingList?, at instant: Instant? = nil,
        method: ConsentLine.Method = .operator, evidence: String? = nil, event: ContactID? = nil
    ) throws -> Appended {
        var line = ConsentLine(
            contact: who, list: list?.id ?? .allMarketing, kind: kind, event: event, occurredAt: instant, actor: "test",
            method: method, evidence: evidence)
        if kind == .optedIn { line.basis = "consent" }
        // What follows at an address that the person moved to is answered too.
        return try store.append([line]).first { $0.contact == who }!
    }

    @discardableResult
    func no(
        _ who: ContactID, _ list: MailingList?, at instant: Instant? = nil, method: ConsentLine.Method = .oneClick
    ) throws -> Appended {
        try say(.optedOut, who, list, at: instant, method: method)
    }

    /// A yes of the person's own, from the link of a confirmation mail.
    @discardableResult
    func confirm(_ who: ContactID, _ list: MailingList, at instant: Instant? = nil) throws -> Appended {
        try say(.optedIn, who, list, at: instant, method: .confirmed)
    }

    /// A yes that the operator records.
    @discardableResult
    func operatorYes(
        _ who: ContactID, _ list: MailingList, at instant: Instant? = nil, evidence: String? = "{\"letter\":1}"
    ) throws -> Appended {
        try say(.optedIn, who, list, at: instant, evidence: evidence)
    }

    /// The operator's claim, good for ever.
    @discardableResult
    func ground(
        _ who: ContactID, _ list: MailingList, source: String = "shop", at instant: Instant = at(0),
        kind: ConsentLine.Kind = .asserted
    ) throws -> Appended {
        var line = ConsentLine(
            contact: who, list: list.id, kind: kind, occurredAt: instant, source: try store.source(named: source),
            actor: "test", method: .operator)
        if kind == .asserted {
            line.basis = "transaction"
            line.obtainedAt = instant
        }
        return try store.append([line])[0]
    }

    /// `subscribed`, or the first thing that forbids it.
    func reason(_ who: ContactID, _ list: MailingList, at instant: Instant? = nil) throws -> String {
        try store.subscription(of: who, to: list, at: try instant ?? now()).reason
    }

    func status(_ who: ContactID, _ list: MailingList, at instant: Instant? = nil) throws -> String {
        try store.subscription(of: who, to: list, at: try instant ?? now()).status
    }

    /// How many lines the ledger has, of one person or at all.
    func lines(of who: ContactID? = nil) throws -> Int {
        try store.connection.first(
            "SELECT count(*) AS lines FROM consent_events WHERE contact_id = coalesce(\(who), contact_id)"
        ) { row in try row.get("lines", as: Int.self) }!
    }

    /// Where state and ledger differ: nowhere, if all is well.
    func differences() throws -> [String] {
        try store.verifyLedger().differences.map { "\($0.table) \($0.contact) \($0.key)" }
    }
}
