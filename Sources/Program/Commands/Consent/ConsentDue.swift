import ArgumentParser
import Consent
import Flows
import Postgres
import Store

struct ConsentDue: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "due",
        abstract: "Who may be mailed now and not any more in a while: whose basis runs out or must be reconfirmed.",
        discussion: """
            Record what renews it: lists optin for a yes that was reconfirmed, an import with a newer date for the rest.
            """)
    @OptionGroup var options: GlobalOptions
    @Option(help: "How far to look ahead, such as 30d.") var within = "30d"
    @Option(help: "The list's slug; default: every marketing list.") var list: String?
    @Flag(help: "How many, instead of who.") var count = false

    func run(in session: Session, printer: Printer) throws {
        let from = Instant.now
        let until = from.advanced(byMicroseconds: try DurationArgument.seconds(within, flag: "--within") * 1_000_000)
        let store = session.store
        let lists =
            try list.map { [try store.list($0)] }
            ?? store.lists().filter { $0.archivedAt == nil && $0.stream == .marketing }
        try store.transaction(.repeatableRead) {
            if count { return try printCounts(lists, from, until, store, printer) }
            var rows = RowStream(
                printer, columns: ["ends_at", "address", "list", "jurisdiction", "basis", "law"])
            for list in lists {
                try store.openDue(on: list.id, from: from, until: until)
                while case let due = try store.nextDue(), !due.isEmpty {
                    rows.append(due.map { $0.record(list: list.slug) })
                }
                try store.closeDue()
            }
            rows.end()
        }
    }

    private func printCounts(
        _ lists: [MailingList], _ from: Instant, _ until: Instant, _ store: Store, _ printer: Printer
    ) throws {
        var records: [[(String, PrintedValue)]] = []
        for list in lists {
            for due in try store.countDue(on: list.id, from: from, until: until) {
                records.append([
                    ("list", .text(list.slug)), ("jurisdiction", .text(due.jurisdiction)), ("basis", .text(due.basis)),
                    ("people", .number(due.people)), ("first_ends_at", PrintedValue(due.firstEndsAt)),
                    ("law", .text(due.law)),
                ])
            }
        }
        printer.records(records, columns: ["list", "jurisdiction", "basis", "people", "first_ends_at", "law"])
    }
}

extension DueConsent {
    func record(list: String) -> [(String, PrintedValue)] {
        [
            ("ends_at", PrintedValue(endsAt)), ("address", PrintedValue(address)),
            ("contact_id", .text(contact.description)), ("list", .text(list)), ("jurisdiction", .text(jurisdiction)),
            ("basis", .text(basis)), ("law", .text(law)),
        ]
    }
}
