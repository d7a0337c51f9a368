import Consent
import Postgres
import SQL
import Store
import TestSupport
import Testing

/// Whole histories of an office, told through the functions that programs call: clicks, answers, imports, undos, voidings,
/// suppressions, moves and erasures in any order.
@Suite struct OfficeHistoryTests {
    @Test(
        "after every act everybody stands where plain words put them, and the state is the fold of the ledger",
        arguments: Histories.seeds(from: 50_000, 240))
    func histories(seeds: ClosedRange<UInt64>) throws {
        let desk = try Desk()
        for seed in seeds {
            try desk.database.superuser().executeScript(
                """
                TRUNCATE consent_events, choices, grounds, suppressions, links, consent_evidence, contacts, contact_changes
                """)
            var office = Office(desk: desk, seed: seed)
            for step in 0..<18 {
                let act = try office.act()
                let place = "seed \(seed), step \(step): \(act)"
                let disagreements = try office.disagreements()
                try #require(disagreements == [], "\(place); \(disagreements)")
                if step.isMultiple(of: 6) || step == 17 { try #require(try desk.differences() == [], "\(place)") }
            }
        }
    }
}

/// An office at work: each act is done in the database and told to the plain model.
struct Office {
    let desk: Desk
    private var random: SplitMix
    private var plain: PlainOffice
    private var runs: [(id: Int64, source: String)] = []
    private let people: [ContactID]
    private let seed: UInt64

    init(desk: Desk, seed: UInt64) {
        self.desk = desk
        self.seed = seed
        random = SplitMix(seed: seed)
        plain = PlainOffice(marketing: [desk.news.id.rawValue, desk.events.id.rawValue])
        people = (0..<4).map { Desk.person(seed * 16 + $0) }
    }

    private var lists: [MailingList] { [desk.news, desk.events, desk.bills] }

    /// Where the database and plain words differ: nowhere. And nobody whose last word was no is sendable.
    func disagreements() throws -> [String] {
        let now = try desk.now()
        let answers = try Standings.ofEach(
            people, on: lists.map(\.id.rawValue), at: [now], desk.store.connection)
        return answers.compactMap { answer in
            let expected = plain.ledger.standing(of: answer.contact, on: answer.list, at: now)
            if answer.standing != expected { return "\(answer): \(answer.standing), not \(expected)" }
            let words = plain.lines.filter { line in
                line.contact == answer.contact
                    && (line.kind == "opted_in" && line.list == answer.list
                        || line.kind == "opted_out"
                            && (line.list == answer.list || line.list == 0 && plain.marketing.contains(answer.list)))
            }
            let last = words.map(\.at).max()
            let isNo = words.contains { $0.at == last && $0.kind == "opted_out" }
            return isNo && answer.standing.reason == "subscribed" ? "\(answer): mailed against a no" : nil
        }
    }

    /// Does something. Answers what, for the message of a failure.
    mutating func act() throws -> String {
        let who = random.pick(people)
        switch Int.random(in: 0..<24, using: &random) {
        case 0..<4: return try no(who)
        case 4..<7: return try yes(who)
        case 7..<9: return try suppress(who)
        case 9..<10: return try pause(who)
        case 10..<12: return try endGround(who)
        case 12..<16: return try importContacts()
        case 16..<17: return try importNos()
        case 17..<19: return try move(who)
        case 19..<21: return try takeBackLine()
        case 21..<23: return try undo()
        default: return try erase(who)
        }
    }

    private mutating func no(_ who: ContactID) throws -> String {
        let list = random.pick([desk.news, desk.events, desk.bills, nil])
        let method: ConsentLine.Method = random.pick([.oneClick, .page, .complaint])
        return try say(.optedOut, who, list, at: sometimes(), method: method)
    }

    private mutating func yes(_ who: ContactID) throws -> String {
        let list = random.pick(lists)
        guard random.chance(1, outOf: 2) else {
            return try say(.optedIn, who, list, at: sometimes(), method: .confirmed)
        }
        let at = instant()
        let may = plain.mayRecordYes(who, on: list.id.rawValue, at: at)
        let appended = try desk.operatorYes(who, list, at: at)
        #expect((appended.outcome == .appended) == may, "seed \(seed): a yes of the operator at \(at)")
        if appended.outcome == .appended { hear(.optedIn, appended, method: "operator") }
        return "operator's yes on \(list.slug)"
    }

    private mutating func suppress(_ who: ContactID) throws -> String {
        let kind: ConsentLine.Kind = random.pick([.suppressed, .released])
        var line = ConsentLine(contact: who, list: .allMarketing, kind: kind, actor: "test", method: .operator)
        line.basis = random.pick(["bounced", "manual"])
        let appended = try desk.store.append([line])[0]
        hear(kind, appended, method: "operator") { $0.basis = line.basis }
        return kind.rawValue
    }

    private mutating func pause(_ who: ContactID) throws -> String {
        let list = random.pick([desk.news, desk.events, nil])
        let until = random.pick([Desk.at(100), Instant(seconds: 4_000_000_000)])
        var line = ConsentLine(
            contact: who, list: list?.id ?? .allMarketing, kind: .paused, occurredAt: instant(), actor: "test",
            method: .page)
        line.pausedUntil = until
        let appended = try desk.store.append([line]).first { $0.contact == who }!
        hear(.paused, appended, method: "page") { $0.pausedUntil = until }
        return "pause"
    }

    private mutating func endGround(_ who: ContactID) throws -> String {
        let (list, name) = (random.pick(lists), source())
        let source = try desk.store.source(named: name)
        var line = ConsentLine(
            contact: who, list: list.id, kind: .removed, occurredAt: try desk.now(), source: source, actor: "test",
            method: .operator)
        line.basis = nil
        let appended = try desk.store.append([line]).first { $0.contact == who }!
        hear(.removed, appended, method: "operator") { $0.source = source }
        return "a ground of \(name) on \(list.slug) removed"
    }

    private mutating func importContacts() throws -> String {
        var file = ImportedFile(.contacts, random.pick(lists), some().map { ImportedFile.row($0) })
        file.source = source()
        file.basis = random.pick([.consent, .transaction])
        file.obtainedAt = random.pick([Desk.at(0), Desk.at(0), nil])
        let contacts = try known()
        let run = try file.imported(by: desk.store).run
        let source = try desk.store.source(named: file.source)
        let started = try desk.store.run(run).startedAt
        let kept = try known()
        let lines = file.rows.enumerated().compactMap { index, row -> RawLine? in
            var line = RawLine(
                contact: row.contact, event: Self.event(run, index), list: file.list.id.rawValue, kind: "asserted",
                at: started)
            (line.source, line.run, line.basis, line.obtainedAt) = (source, run, file.basis?.rawValue, file.obtainedAt)
            let isContact = contacts.contains(row.contact)
            if !isContact, plain.isForgotten(row.contact, on: line.list) {
                #expect(!kept.contains(row.contact), "seed \(seed): the erased are stored again")
            }
            return plain.asserts(line, isContact: isContact) ? line : nil
        }
        for line in lines { plain.hear(line) }
        runs.append((run, file.source))
        return "import \(run) of \(file.source) to \(file.list.slug)"
    }

    private mutating func importNos() throws -> String {
        let at = sometimes()
        var file = ImportedFile(.optOut, random.pick(lists), some().map { ImportedFile.row($0, at: at) })
        file.source = source()
        let run = try file.imported(by: desk.store).run
        let source = try desk.store.source(named: file.source)
        let started = try desk.store.run(run).startedAt
        let lines = file.rows.enumerated().compactMap { index, row -> RawLine? in
            let known = plain.lines.contains { line in
                line.contact == row.contact && line.kind == "opted_out" && line.list == file.list.id.rawValue
                    && line.source == source && (at == nil || line.at == at)
            }
            guard !known else { return nil }
            var line = RawLine(
                contact: row.contact, event: Self.event(run, index), list: file.list.id.rawValue, kind: "opted_out",
                at: at ?? started)
            (line.source, line.run, line.method) = (source, run, "import")
            return line
        }
        for line in lines { plain.hear(line) }
        runs.append((run, file.source))
        return "nos \(run) of \(file.source) on \(file.list.slug)"
    }

    private mutating func move(_ who: ContactID) throws -> String {
        let other = random.pick(people.filter { $0 != who })
        _ = try desk.store.transaction {
            try desk.store.move(
                who, to: other, address: "\(other)@example.com", canonical: "\(other)@example.com", actor: "test")
        }
        let event = try desk.store.history(of: who).last { $0.kind == "moved" && $0.method == "moved_to" }!.event
        plain.move(who, to: other, event: event)
        return "a move"
    }

    private mutating func takeBackLine() throws -> String {
        let spoken = plain.lines.filter { $0.linked == nil || $0.kind == "moved" && $0.method == "moved_to" }
        guard !spoken.isEmpty else { return "nothing to take back" }
        let line = random.pick(spoken)
        _ = try desk.store.takeBack(
            line: line.event, of: line.contact, actor: "test", includingNos: true, reason: "a slip")
        plain.takeBack(line.event)
        return "\(line.kind) taken back"
    }

    private mutating func undo() throws -> String {
        guard let last = runs.last else { return "no run to undo" }
        runs.removeLast()
        _ = try desk.store.undo(last.id, actor: "test", includingNos: true, reason: "wrong file")
        plain.takeBack(run: last.id)
        return "undo of run \(last.id)"
    }

    private mutating func erase(_ who: ContactID) throws -> String {
        let lists = plain.lists(of: who).union([0])
        let before = Set(try desk.store.history(of: who).map(\.event))
        _ = try desk.store.erase(who, actor: "test")
        let nos = try desk.store.history(of: who).filter { !before.contains($0.event) && $0.linked == nil }
        #expect(Set(nos.map(\.listID.rawValue)) == lists, "seed \(seed): an erasure is a no on all of these")
        for no in nos {
            var line = RawLine(
                contact: who, event: no.event, list: no.listID.rawValue, kind: "opted_out", at: no.occurredAt)
            line.method = "erasure"
            plain.hear(line)
        }
        #expect(try desk.store.contact(who) == nil, "seed \(seed): an erased contact is still there")
        return "erasure"
    }

    private mutating func say(
        _ kind: ConsentLine.Kind, _ who: ContactID, _ list: MailingList?, at: Instant?, method: ConsentLine.Method
    ) throws -> String {
        let appended = try desk.say(kind, who, list, at: at, method: method)
        hear(kind, appended, method: method.rawValue)
        return "\(kind.rawValue) on \(list?.slug ?? "all")"
    }

    private mutating func hear(
        _ kind: ConsentLine.Kind, _ appended: Appended, method: String, _ more: (inout RawLine) -> Void = { _ in }
    ) {
        var line = RawLine(
            contact: appended.contact, event: appended.event, list: appended.list.rawValue, kind: kind.rawValue,
            at: appended.occurredAt)
        line.method = method
        more(&line)
        plain.hear(line)
    }

    private func known() throws -> Set<ContactID> {
        Set(try desk.store.connection.map("SELECT contact_id FROM contacts") { row in try row.get("contact_id") })
    }

    private mutating func some() -> [ContactID] {
        Array(people.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)))
    }

    private mutating func source() -> String { "\(random.pick(["crm", "shop"])) \(seed)" }
    private mutating func instant() -> Instant { Desk.at(Int64.random(in: 0...10, using: &random)) }
    private mutating func sometimes() -> Instant? { random.chance(1, outOf: 2) ? instant() : nil }

    private static func event(_ run: Int64, _ index: Int) -> ContactID {
        ContactID(high: UInt64(bitPattern: run) << 16, low: UInt64(index + 2)).asVersion8
    }
}
