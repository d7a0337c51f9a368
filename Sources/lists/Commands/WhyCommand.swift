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
        let address = try ChoiceFlow.address(address)
        let contact = session.keys.identity.contactID(of: address)
        let lists = try list.map { [try store.list($0)] } ?? store.lists()
        let answers = try lists.map { try store.subscription(of: contact, to: $0, at: .now) }
        if printer.format == .table {
            for answer in answers { try table(answer, address, contact, store, printer) }
            return
        }
        let records = try answers.map { answer in
            [
                ("address", .text(address.canonical)), ("contact_id", .text(contact.description)),
                ("list", .text(answer.list.slug)), ("sendable", .flag(answer.isSendable)),
                ("status", .text(answer.status)), ("reason", .text(answer.reason)),
                ("deciding", answer.deciding.map { .object($0.record) } ?? .null),
                (
                    "history",
                    .array(try store.history(of: contact, list: answer.list.id).map { .object($0.record) })
                ),
            ] as [(String, PrintedValue)]
        }
        if list != nil, let only = records.first {
            printer.record(only)
        } else {
            printer.records(records, columns: ["address", "contact_id", "list", "sendable", "status", "reason"])
        }
    }

    /// One screen: the answer, the line that decides, the history.
    private func table(
        _ answer: Subscription, _ address: EmailAddress, _ contact: ContactID, _ store: Store, _ printer: Printer
    ) throws {
        printer.record([
            ("address", .text(address.canonical)), ("contact_id", .text(contact.description)),
            ("list", .text(answer.list.slug)), ("sendable", .flag(answer.isSendable)), ("status", .text(answer.status)),
            ("reason", .text(answer.reason)), ("basis", PrintedValue(answer.basis)),
            ("deciding", PrintedValue(answer.deciding?.sentence)),
        ])
        let history = try store.history(of: contact, list: answer.list.id)
        if !history.isEmpty {
            printer.records(
                history.map { line in
                    [
                        ("when", PrintedValue(line.occurredAt)),
                        ("what", .text(line.kind + (line.isVoided ? " (voided)" : ""))),
                        ("list", .text(line.list ?? "all mail")), ("by", .text(line.method)),
                        ("who", .text(line.actor)),
                        ("from", PrintedValue(line.origin)),
                    ]
                }, columns: ["when", "what", "list", "by", "who", "from"])
        }
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
            ("evidence", evidence.map(PrintedValue.document) ?? .null), ("voided", .flag(isVoided)),
        ]
    }

    /// Where the line comes from: the source, and the line of the file.
    var origin: String? {
        let place = if let file, let line { "\(file) line \(line)" } else { nil as String? }
        return [source, place].compactMap { $0 }.joined(separator: ", ")
    }

    /// What happened, in one line.
    var sentence: String {
        let scope = list ?? "all mail"
        let reference = [origin, basis.map { "basis \($0)" }].compactMap { $0 }.filter { !$0.isEmpty }
        return "\(kind) on \(scope) at \(occurredAt) by \(method), recorded by \(actor)"
            + (reference.isEmpty ? "" : " (\(reference.joined(separator: "; ")))") + " [event \(event)]"
    }
}
