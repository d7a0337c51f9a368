import Flows
import Outbox
import Program
import Store

extension OutboxCommand.Send {
    /// Hands over what is due and prints how much. Throws a `Failure` (75) if something stays.
    func send() throws {
        let session = try Session(options)
        defer { session.close() }
        let printer = options.printer
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
