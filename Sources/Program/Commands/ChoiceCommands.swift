import ArgumentParser
import Consent
import Flows
import Store

struct OptOutCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "optout", abstract: "Record that a person said no, also of an address never seen.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The address.") var address: String
    @Option(help: "The list's slug.") var list: String?
    @Flag(help: "All marketing mail.") var all = false
    @Option(help: "How it reached you, such as “telephone”.") var source: String
    @Option(help: "When it was said; default now.") var at: String?

    func run(in session: Session, printer: Printer) throws {
        guard (list == nil) == all else { throw Failure(.usage, "say either --list SLUG or --all") }
        if source.allSatisfy(\.isWhitespace) { throw Failure(.usage, "--source is blank: say how it reached you") }
        let zone = try session.zone()
        let instant = try at.map { try DateArgument.instant($0, in: zone, flag: "--at", meaning: .lastMoment) }
        let flow = ChoiceFlow(
            store: session.store, identity: session.keys.identity, actor: session.settings.actor)
        let lines = try flow.optOut(address, list: list, source: source, at: instant)
        for line in lines { printer.record(line.record(list: list)) }
    }
}

struct OptInCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "optin", abstract: "Record that a person said yes, with what proves it.",
        discussion: "It lifts an earlier opt-out, but never a complaint or an erasure; lists why names who did it.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The address.") var address: String
    @Option(help: "The list's slug.") var list: String
    @Option(help: "What proves it: a form, a letter, a recording.") var evidence: String
    @Option(help: "When it was said.") var at: String
    @Option(help: "The notice that the person was shown, by its hash or the first digits of it.") var notice: String?

    func run(in session: Session, printer: Printer) throws {
        if evidence.allSatisfy(\.isWhitespace) {
            throw Failure(.usage, "--evidence is blank: say what proves the opt-in")
        }
        let zone = try session.zone()
        let instant = try DateArgument.instant(at, in: zone, flag: "--at", meaning: .firstMoment)
        guard instant <= Instant.now.advanced(byMicroseconds: 300_000_000) else {
            throw Failure(.badData, "--at \(at): this date lies ahead: nobody has said yes yet; nothing was recorded")
        }
        let flow = ChoiceFlow(
            store: session.store, identity: session.keys.identity, actor: session.settings.actor)
        let notice = try notice.map {
            try NoticeFlow(store: session.store, actor: session.settings.actor).notice($0)
        }
        for line in try flow.optIn(address, list: list, evidence: evidence, at: instant, notice: notice) {
            printer.record(line.record(list: list))
        }
        if let notice, !notice.isUsed(at: instant) {
            printer.note(
                "the notice was not in use at \(instant): see lists notice show; correct its period or the date")
        }
        let now = try session.store.subscription(
            of: session.keys.identity.contactID(of: try ChoiceFlow.address(address)), to: try session.store.list(list),
            at: .now)
        if !now.isSendable {
            printer.note("recorded, yet the person may not be mailed on \(list): \(now.reason); see lists why")
        }
    }
}

extension Appended {
    func record(list: String?) -> [(String, PrintedValue)] {
        [
            ("contact_id", .text(contact.description)), ("event_id", .text(event.description)),
            ("list", list.map(PrintedValue.text) ?? .text("all marketing mail")),
            ("occurred_at", PrintedValue(occurredAt)),
            ("outcome", .text(outcome.rawValue)),
        ]
    }
}
