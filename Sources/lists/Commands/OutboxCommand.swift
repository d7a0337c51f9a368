import ArgumentParser
import Consent
import Flows
import Store

struct OutboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox", abstract: "The mails that ask people to confirm their request to join.",
        discussion: "lists serve hands them over by itself.", subcommands: [Ls.self, Send.self])

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

    struct Send: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "send",
            abstract: "Hand over the mails that are due, and delete the addresses of requests that have run out.",
            discussion:
                "For cron, where lists serve does not run with the settings of mail. What fails is tried again later.")
        @OptionGroup var options: GlobalOptions

        func run(in session: Session, printer: Printer) throws {
            let flow = try session.outbox()
            let deleted = try session.store.sweepOutbox()
            let report = try flow.run(session.store)
            for problem in report.problems.sorted() { printer.note("not handed over: \(problem)") }
            printer.record([
                ("sent", .number(report.sent)), ("failed", .number(report.failed)), ("deleted", .number(deleted)),
            ])
            guard report.failed == 0 else {
                let mails = report.failed == 1 ? "a mail was" : "\(report.failed) mails were"
                throw Failure(.busy, "\(mails) not handed over; lists outbox ls shows when each is tried again")
            }
        }
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

extension Session {
    /// What hands mails over, as the settings say. Throws a `Failure` (78) if they say nothing.
    func outbox() throws -> OutboxFlow {
        guard let mailer = try settings.mailer() else {
            throw Failure(
                .configuration, "mail is not set up: LISTS_MAIL_FROM, and LISTS_SENDMAIL or LISTS_SMTP, are needed")
        }
        let settings = settings
        return OutboxFlow(
            mailer: mailer, baseURL: try settings.requiredBaseURL(),
            readTokens: { try $0.tokenKeys(secret: try Session.secret(settings, mayCreate: false)) }, now: { .now })
    }
}
