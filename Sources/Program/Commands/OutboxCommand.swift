package import ArgumentParser
import Consent
import Store

package struct OutboxCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "outbox", abstract: "The mails that ask people to confirm their request to join.",
        discussion: "lists serve hands them over by itself.", subcommands: [Ls.self, Send.self])

    package init() {}

    struct Ls: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls", abstract: "The mails that wait, and what went wrong with those that failed.")
        @OptionGroup var options: GlobalOptions
        @Flag(help: "Show the addresses too.") var addresses = false

        func run(in session: Session, printer: Printer) throws {
            let columns =
                ["contact_id", "list", "requested_at", "attempts", "next_attempt_at", "problem"]
                + (addresses ? ["address"] : [])
            printer.records(
                try session.store.waitingMails().map { mail in mail.record.filter { columns.contains($0.0) } },
                columns: columns)
        }
    }

    package struct Send: MailCommand {
        package static let configuration = CommandConfiguration(
            commandName: "send",
            abstract: "Hand over the mails that are due, and delete the addresses of requests that have run out.",
            discussion:
                "For cron, where lists serve does not run with the settings of mail. What fails is tried again later.")
        @OptionGroup package var options: GlobalOptions

        package init() {}

        package var work: MailWork { .sendOutbox(self) }
    }
}

extension OutboxEntry {
    fileprivate var record: [(String, PrintedValue)] {
        [
            ("contact_id", .text(contact.description)), ("list", .text(list)),
            ("requested_at", PrintedValue(requestedAt)), ("attempts", .number(attempts)),
            ("next_attempt_at", PrintedValue(nextAttemptAt)), ("problem", PrintedValue(problem)),
            ("address", PrintedValue(address)),
        ]
    }
}
