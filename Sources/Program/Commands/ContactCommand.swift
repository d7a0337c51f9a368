import ArgumentParser
import Consent
import Flows
import Store

struct ContactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact", abstract: "Contacts, and the rights of a person.",
        subcommands: [
            Show.self, Ls.self, ContactSetCommand.self, ContactExportCommand.self, ContactEraseCommand.self,
            ContactMoveCommand.self,
        ])

    struct Show: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "One contact and where it stands on every list.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The address.") var address: String

        func run(in session: Session, printer: Printer) throws {
            let id = session.keys.identity.contactID(of: try ChoiceFlow.address(address))
            guard let contact = try session.store.contact(id) else {
                throw Failure(
                    .noInput, "there is no contact with this address; lists why shows what it said, if anything")
            }
            let subscriptions = try session.store.lists().map {
                try session.store.subscription(of: id, to: $0, at: .now)
            }
            printer.record(
                contact.record + [
                    (
                        "subscriptions",
                        .object(subscriptions.filter { $0.status != "none" }.map { ($0.list.slug, .text($0.reason)) })
                    )
                ])
        }
    }

    struct Ls: SessionCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "Contacts by address.")
        @OptionGroup var options: GlobalOptions
        @Option(help: "Those whose address or name holds this text.") var like: String?
        @Option(help: "At most so many.") var limit: Int = 100

        func run(in session: Session, printer: Printer) throws {
            guard limit > 0 else { throw Failure(.usage, "--limit \(limit): say how many, at least 1") }
            let found = try session.store.contacts(like: like, limit: limit)
            printer.records(found.map(\.record), columns: ["email", "name", "locale", "attributes"])
            if found.count == limit { printer.note("the first \(limit); --limit shows more") }
        }
    }
}

extension Contact {
    var record: [(String, PrintedValue)] {
        [
            ("contact_id", .text(id.description)), ("email", .text(canonicalAddress)), ("address", .text(address)),
            ("name", PrintedValue(name)), ("locale", PrintedValue(locale)), ("attributes", .document(attributes)),
            ("created_at", PrintedValue(createdAt)), ("updated_at", PrintedValue(updatedAt)),
        ]
    }
}
