import ArgumentParser
import Consent
import Flows
import Store

struct WhyCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "May this person be mailed, and which event decides?")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The address.") var address: String
    @Option(help: "The list's slug; default: all lists.") var list: String?

    func run(in session: Session, printer: Printer) throws {
        let store = session.store
        let person = try NamedPerson(address, identity: session.keys.identity)
        let lists = try list.map { [try store.list($0)] } ?? store.lists()
        let answers = try lists.map { try store.subscription(of: person.id, to: $0, at: .now) }
        let moves = try store.moves(of: person.id)
        if printer.format == .table {
            try screen(answers, moves, person, store, printer)
        } else {
            let records = try answers.map { answer in
                [
                    ("address", .text(person.address.canonical)), ("contact_id", .text(person.id.description)),
                    ("list", .text(answer.list.slug)), ("sendable", .flag(answer.isSendable)),
                    ("status", .text(answer.status)), ("reason", .text(answer.reason)), ("rule", .text(answer.rule)),
                    ("law", answer.law.map { .object($0.record) } ?? .null),
                    ("deciding", answer.deciding.map { .object($0.record) } ?? .null),
                    ("moves", .array(moves.map { .object($0.record) })),
                    (
                        "history",
                        .array(try store.history(of: person.id, list: answer.list.id).map { .object($0.record) })
                    ),
                ] as [(String, PrintedValue)]
            }
            if list != nil, let only = records.first {
                printer.record(only)
            } else {
                printer.records(records, columns: ["address", "contact_id", "list", "sendable", "status", "reason"])
            }
        }
        if try !store.isKnown(person.id) { printer.note("nothing is known of this address") }
    }

    /// One screen: the answer for each list, the line that decides and the rule, then all lines with their evidence.
    private func screen(
        _ answers: [Subscription], _ moves: [Move], _ person: NamedPerson, _ store: Store, _ printer: Printer
    ) throws {
        let ends = moves.map { move -> (String, PrintedValue) in
            move.from == person.id
                ? ("moved_to", .text(move.toAddress ?? move.to.description))
                : ("moved_from", .text(move.fromAddress ?? move.from.description))
        }
        let who: [(String, PrintedValue)] =
            [("address", .text(person.address.canonical)), ("contact_id", .text(person.id.description))] + ends
        if list == nil { printer.record(who) }
        for answer in answers where list != nil || answer.status != "none" || answer.deciding != nil {
            printer.record(
                (list == nil ? [] : who) + [
                    ("list", .text(answer.list.slug)), ("sendable", .flag(answer.isSendable)),
                    ("status", .text(answer.status)), ("reason", .text(answer.reason)), ("rule", .text(answer.rule)),
                    ("law", PrintedValue(answer.law?.sentence)), ("basis", PrintedValue(answer.basis)),
                    ("deciding", PrintedValue(answer.deciding?.sentence)),
                ])
        }
        let others = answers.filter { list == nil && $0.status == "none" && $0.deciding == nil }.map(\.list.slug)
        if !others.isEmpty { printer.record([("not_on", .text(others.joined(separator: ", ")))]) }
        let history = try store.history(of: person.id, list: list == nil ? nil : answers.first?.list.id)
        guard !history.isEmpty else { return }
        let columns = ["when", "what", "list", "by", "who", "from", "evidence", "event"]
        printer.records(
            history.map { line in
                [
                    ("when", PrintedValue(line.occurredAt)),
                    ("what", .text(line.kind + (line.isVoided ? " (voided)" : ""))),
                    ("list", .text(line.list ?? "all mail")), ("by", .text(line.method)), ("who", .text(line.actor)),
                    ("from", PrintedValue(line.origin)), ("evidence", PrintedValue(line.evidence)),
                    ("event", .text(line.event.description)),
                ]
            }, columns: columns)
    }
}

extension Subscription {
    /// Why the answer is what it is, in words.
    var rule: String {
        switch reason {
        case "erased": "the person was erased; only a yes of their own, from a link mailed to them, lifts that"
        case "complained": "the person complained; only a yes of their own, from a link mailed to them, lifts that"
        case "opted_out": "the person's last word on this list was no; it stands until they say yes"
        case "opted_out_all": "the person's last word on all marketing mail was no; it stands until they say yes"
        case "bounced": "the address cannot be reached: nothing is mailed to it until the suppression is released"
        case "suppressed": "suppressed by hand: nothing is mailed to the address until it is released"
        case "moved": "the person has another address: nothing is mailed to this one until it is moved back"
        case "removed": "every source that put the person here has taken it back"
        case "basis_expired": "the basis has run out, and the person has said no yes"
        case "basis_missing": "the basis lacks what it demands, and the person has said no yes"
        case "paused": "the person asked for a pause that has not ended"
        case "pending": "the person asked to join and has not confirmed"
        case "none": "nobody has put the person here"
        case "subscribed" where deciding?.kind == "opted_in": "the person said yes, and no later no stands"
        case "subscribed": "the basis is good, and no no stands"
        default: reason
        }
    }
}

extension Move {
    var record: [(String, PrintedValue)] {
        [
            ("from_id", .text(from.description)), ("from", PrintedValue(fromAddress)),
            ("to_id", .text(to.description)), ("to", PrintedValue(toAddress)), ("moved_at", PrintedValue(at)),
        ]
    }
}

extension LedgerLine {
    var record: [(String, PrintedValue)] {
        [
            ("event_id", .text(event.description)), ("list", .text(list ?? "all")), ("kind", .text(kind)),
            ("occurred_at", PrintedValue(occurredAt)), ("recorded_at", PrintedValue(recordedAt)),
            ("method", .text(method)),
            ("actor", .text(actor)), ("source", PrintedValue(source)), ("basis", PrintedValue(basis)),
            ("obtained_at", PrintedValue(obtainedAt)), ("expires_at", PrintedValue(expiresAt)),
            ("paused_until", PrintedValue(pausedUntil)),
            ("run", PrintedValue(run)), ("file", PrintedValue(file)), ("line", PrintedValue(line)),
            ("notice", PrintedValue(notice)),
            ("linked_id", PrintedValue(linked?.description)),
            ("evidence", evidence.map(PrintedValue.document) ?? .null), ("voided", .flag(isVoided)),
        ]
    }

    /// Where the line comes from: the source, and the line of the file.
    var origin: String? {
        let place = if let file, let line { "\(file) line \(line)" } else { nil as String? }
        let reason = kind == "suppressed" || kind == "released" ? basis : nil
        return [reason, source, place].compactMap { $0 }.joined(separator: ", ")
    }

    /// What happened, in one line.
    var sentence: String {
        let scope = list ?? "all mail"
        let reference = [origin, basis.map { "basis \($0)" }].compactMap { $0 }.filter { !$0.isEmpty }
        return "\(kind) on \(scope) at \(occurredAt) by \(method), recorded by \(actor)"
            + (reference.isEmpty ? "" : " (\(reference.joined(separator: "; ")))") + " [event \(event)]"
    }
}
