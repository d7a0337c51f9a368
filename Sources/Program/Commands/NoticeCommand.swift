import ArgumentParser
import Consent
import Flows
import Proof
import Store

struct NoticeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notice", abstract: "The wording that people are shown, kept for ever, and when it was in use.",
        subcommands: [Add.self, End.self, Ls.self, Show.self])

    struct Add: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Keep a wording; it is in use from now or --from on, until the next one.",
            discussion: "A box ticked beforehand yields no consent: no opt-in can refer to such a notice.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "A file in UTF-8 with the exact wording, or - for standard input.") var file: String
        @Option(help: "The list's slug.") var list: String
        @Option(help: "Its language: ja, en, en-GB.") var locale: String
        @Flag(help: "The box was ticked before the person came.") var boxTicked = false
        @Option(name: .customLong("from"), help: "Since when people were shown it; default now.") var usedFrom: String?

        func run(in session: Session, printer: Printer) throws {
            let zone = try session.zone()
            let from = try usedFrom.map {
                try DateArgument.instant($0, in: zone, flag: "--from", meaning: .firstMoment)
            }
            let flow = NoticeFlow(store: session.store, actor: session.settings.actor)
            let added = try flow.add(file, list: list, locale: locale, boxTicked: boxTicked, from: from)
            if !added.isNewUse { printer.note("this wording is in use already: nothing was changed") }
            printer.record(added.notice.record)
        }
    }

    struct End: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "end", abstract: "Say that people are shown no wording any more, as when a form is taken down."
        )
        @OptionGroup var options: GlobalOptions
        @Option(help: "The list's slug.") var list: String
        @Option(help: "The language: ja, en, en-GB.") var locale: String
        @Option(help: "Since when; default now.") var at: String?

        func run(in session: Session, printer: Printer) throws {
            let zone = try session.zone()
            let instant = try at.map { try DateArgument.instant($0, in: zone, flag: "--at", meaning: .firstMoment) }
            let flow = NoticeFlow(store: session.store, actor: session.settings.actor)
            let ended = try flow.end(list: list, locale: locale, at: instant)
            printer.note(ended ? "the period is ended" : "no notice was in use: nothing was changed")
        }
    }

    struct Ls: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls", abstract: "All notices and when each was in use.")
        @OptionGroup var options: GlobalOptions
        @Option(help: "The list's slug; default: all lists.") var list: String?

        func run(in session: Session, printer: Printer) throws {
            let list = try list.map { try session.store.list($0) }
            printer.records(
                try session.store.notices(of: list).map(\.record),
                columns: ["notice", "list", "locale", "box_ticked", "used"])
        }
    }

    struct Show: SessionCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "One notice with its wording.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "Its hash, or the first digits of it.") var hash: String
        @Flag(help: "Print nothing but the wording, byte for byte.") var wording = false

        func run(in session: Session, printer: Printer) throws {
            let notice = try NoticeFlow(store: session.store, actor: session.settings.actor).notice(hash)
            if wording { return StandardStream.output.writeOrExit(notice.notice.wording) }
            printer.record(notice.record + [("wording", .text(notice.notice.wording))])
        }
    }
}

extension KeptNotice {
    var record: [(String, PrintedValue)] {
        [
            ("notice", .text(Hexadecimal.text(hash))), ("list", .text(notice.list)), ("locale", .text(notice.locale)),
            ("box_ticked", .flag(notice.boxTicked)),
            (
                "used",
                .array(uses.map { .object([("from", PrintedValue($0.from)), ("until", PrintedValue($0.until))]) })
            ),
        ]
    }
}
