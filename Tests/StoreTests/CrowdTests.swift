import Consent
import Postgres
import SQL
import Store
import TestSupport
import Testing

/// Everything that writes, at once and on the same people.
@Suite(.serialized) struct CrowdTests {
    @Test(
        "twenty writers of every kind on the same people end in the state that the lines alone give, without a deadlock"
    )
    func crowd() throws {
        let desk = try Desk()
        let people = (1...10).map { Desk.person($0) }
        let lists = [desk.news, desk.events, desk.bills]
        for list in lists {
            var file = ImportedFile(.contacts, list, people.map { ImportedFile.row($0) })
            file.source = "first"
            try file.imported(by: desk.store)
        }
        let writers = (0..<20).map { number in
            Background(desk.database.application) { connection in
                var writer = Writer(number: number, store: Store(connection), people: people, lists: lists)
                for _ in 0..<12 { try writer.act() }
            }
        }
        for writer in writers { try writer.value() }
        #expect(try desk.differences() == [])

        let lines = try desk.store.connection.rawLines()
        let oracle = PlainLedger(lines: lines, marketing: [desk.news.id.rawValue, desk.events.id.rawValue])
        let now = try desk.now()
        for answer in try Standings.ofEach(people, on: lists.map(\.id.rawValue), at: [now], desk.store.connection) {
            #expect(answer.standing == oracle.standing(of: answer.contact, on: answer.list, at: now), "\(answer)")
        }
        // Everybody did get to work.
        let kinds = Set(lines.map { "\($0.kind) \($0.method)" })
        for kind in [
            "opted_in confirmed", "opted_out one_click", "opted_out import", "opted_out erasure", "asserted import",
            "moved moved_to", "voided taken_back", "suppressed operator", "released operator",
        ] {
            #expect(kinds.contains(kind), "no \(kind)")
        }
    }
}

/// One of many: it clicks, answers, imports, takes back, moves and erases. That another holds a list or took the same back
/// first is part of the work; a deadlock is not.
private struct Writer {
    let number: Int
    let store: Store
    let people: [ContactID]
    let lists: [MailingList]
    private var random: SplitMix

    init(number: Int, store: Store, people: [ContactID], lists: [MailingList]) {
        (self.number, self.store, self.people, self.lists) = (number, store, people, lists)
        random = SplitMix(seed: UInt64(number))
    }

    mutating func act() throws {
        do {
            switch number % 10 {
            case 0, 1, 2: try say(.optedOut, .oneClick)
            case 3: try say(.optedIn, .confirmed)
            case 4: try bring(.contacts)
            case 5: try bring(.optOut)
            case 6: try undo()
            case 7: try move()
            case 8: try takeBack()
            default: try suppressOrErase()
            }
        } catch let error as StoreError {
            switch error {
            case .listBusy, .runsBusy, .newerRuns, .runUndone, .unknownRun, .notARun: return
            default: throw error
            }
        } catch let error as PostgresError where error.sqlState == "MB005" {
            return
        }
    }

    private mutating func some(_ count: Int = 4) -> [ContactID] {
        Array(people.shuffled(using: &random).prefix(count))
    }

    private mutating func say(_ kind: ConsentLine.Kind, _ method: ConsentLine.Method) throws {
        let lists = lists
        let lines = some().map { person in
            ConsentLine(
                contact: person, list: random.pick(lists).id, kind: kind, actor: "test", method: method)
        }
        _ = try store.append(lines)
    }

    private mutating func bring(_ mode: RunDeclaration.Mode) throws {
        var file = ImportedFile(mode, random.pick(lists), some(6).map { ImportedFile.row($0) })
        file.source = "of writer \(number)"
        file.basis = random.pick([.consent, .transaction])
        try file.imported(by: store)
    }

    private mutating func undo() throws {
        let runs = try store.runs(limit: 8).filter { $0.bringsRows && $0.source != "first" }
        guard let run = runs.randomElement(using: &random) else { return try bring(.contacts) }
        _ = try store.undo(run.id, actor: "test", includingNos: true, reason: "wrong file")
    }

    private mutating func move() throws {
        let pair = some(2)
        _ = try store.transaction {
            try store.move(pair[0], to: pair[1], address: "a@example.com", canonical: "a@example.com", actor: "test")
        }
    }

    private mutating func takeBack() throws {
        let person = random.pick(people)
        let lines = try store.history(of: person).filter { $0.kind != "voided" && !$0.isVoided }
        guard let line = lines.randomElement(using: &random) else { return }
        _ = try store.takeBack(line: line.event, of: person, actor: "test", includingNos: true, reason: "a slip")
    }

    private mutating func suppressOrErase() throws {
        if random.chance(1, outOf: 4) {
            _ = try store.erase(random.pick(people), actor: "test")
            return
        }
        let kind: ConsentLine.Kind = random.pick([.suppressed, .released])
        _ = try store.append(
            some().map { person in
                var line = ConsentLine(
                    contact: person, list: .allMarketing, kind: kind, actor: "test", method: .operator)
                line.basis = "manual"
                return line
            })
    }
}

extension Connection {
    /// The whole ledger.
    fileprivate func rawLines() throws -> [RawLine] {
        try map(
            """
            SELECT contact_id, event_id, list_id, kind, occurred_at, method, source_id, run_id, basis, obtained_at,
                   expires_at, paused_until, voids_run, voids_event, linked_id
              FROM consent_events
            """
        ) { row in
            var line = RawLine(
                contact: try row.get("contact_id"), event: try row.get("event_id"), list: try row.get("list_id"),
                kind: try row.get("kind"), at: try row.get("occurred_at"))
            line.method = try row.get("method")
            line.source = try row.optional("source_id")
            line.run = try row.optional("run_id")
            line.basis = try row.optional("basis")
            line.obtainedAt = try row.optional("obtained_at")
            line.expiresAt = try row.optional("expires_at")
            line.pausedUntil = try row.optional("paused_until")
            line.voidsRun = try row.optional("voids_run")
            line.voidsEvent = try row.optional("voids_event")
            line.linked = try row.optional("linked_id")
            return line
        }
    }
}
