import ArgumentParser
import Consent
import Flows
import Store

extension SegmentCommand {
    struct People: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "members",
            abstract: "The contacts a segment selects; with --list, those of them who may be mailed on it.",
            discussion:
                "In the order of their ids, which tells nothing of them. A million take no more memory than ten.")
        @OptionGroup var options: GlobalOptions
        @OptionGroup var selection: SelectionArguments
        @Option(help: "The list's slug.") var list: String?
        @Option(help: "At most so many.") var limit: Int?
        @Option(help: "So many at random, each as likely as any other.") var sample: Int?

        func run(in session: Session, printer: Printer) throws {
            let portion = try portion()
            let now = Instant.now
            let list = try list.map { try session.store.list($0).id }
            let resolved = try selection.resolve(in: session, at: now, printer: printer)
            var rows = RowStream(printer, columns: ["contact_id", "email", "name", "locale"])
            try session.store.transaction {
                try session.store.openContacts(ContactQuery(resolved.predicate, sendableOn: list, at: now), portion)
                while case let contacts = try session.store.nextContacts(), !contacts.isEmpty {
                    rows.append(contacts.map(\.record))
                }
            }
            rows.end()
        }

        private func portion() throws -> Store.Portion {
            for (flag, count) in [("--limit", limit), ("--sample", sample)] {
                if let count, count < 0 {
                    throw Failure(.usage, "\(flag) \(count): a number of people is not negative")
                }
            }
            switch (limit, sample) {
            case (.some, .some): throw Failure(.usage, "say either --limit or --sample")
            case (_, let count?): return .sample(count)
            case (let limit, nil): return .all(limit: limit)
            }
        }
    }
}

extension ListedContact {
    fileprivate var record: [(String, PrintedValue)] {
        [
            ("contact_id", .text(id.description)), ("email", .text(address)), ("name", PrintedValue(name)),
            ("locale", PrintedValue(locale)), ("attributes", .document(attributes)),
        ]
    }
}
