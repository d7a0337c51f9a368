import ArgumentParser
import Consent
import Flows
import Intake
import Store

struct SuppressCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suppress", abstract: "Addresses that nothing must be mailed to.",
        subcommands: [Add.self, Release.self, Ls.self, FromFile.self])

    struct Add: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Suppress an address on every list, also one never seen.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The address.") var address: String
        @Option(help: "bounced or manual.") var reason: SuppressionReason
        @Option(help: "Where you know it from.") var source: String?
        @Option(help: "What shows it, such as the text of a bounce.") var evidence: String?

        func run(in session: Session, printer: Printer) throws {
            try SuppressCommand.check(source, evidence)
            for change in try session.suppressions.add(address, reason, source: source, evidence: evidence) {
                printer.record(change.record("suppressed"))
                if change.line == nil { printer.note("it is suppressed as \(reason.rawValue) already") }
            }
        }
    }

    struct Release: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "release", abstract: "End a suppression.",
            discussion: "It lifts no opt-out: only the person can.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The address.") var address: String
        @Option(help: "bounced or manual.") var reason: SuppressionReason
        @Option(help: "Where you know it from.") var source: String?
        @Option(help: "What shows it.") var evidence: String?

        func run(in session: Session, printer: Printer) throws {
            try SuppressCommand.check(source, evidence)
            for change in try session.suppressions.release(address, reason, source: source, evidence: evidence) {
                printer.record(change.record("released"))
                if change.line == nil { printer.note("it is not suppressed as \(reason.rawValue)") }
                let left = try session.store.lists().filter {
                    try session.store.subscription(of: change.contact, to: $0, at: .now).status == "opted_out"
                }
                if !left.isEmpty {
                    printer.note("the person's no stands on \(left.map(\.slug).joined(separator: ", "))")
                }
            }
        }
    }

    struct Ls: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls", abstract: "Show suppressions in force, the latest first.")
        @OptionGroup var options: GlobalOptions
        @Option(help: "Only bounced or manual.") var reason: SuppressionReason?
        @Option(help: "Those of contacts whose address or name holds this text.") var like: String?
        @Option(help: "At most so many.") var limit: Int = 100

        func run(in session: Session, printer: Printer) throws {
            guard limit > 0 else { throw Failure(.usage, "--limit \(limit): say how many, at least 1") }
            let found = try session.store.suppressions(reason: reason, like: like, limit: limit)
            printer.records(
                found.map(\.record), columns: ["email", "contact_id", "reason", "since", "source", "actor", "evidence"])
            if found.count == limit { printer.note("the first \(limit); --limit shows more") }
        }
    }

    struct FromFile: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Suppress every address of a file.",
            discussion: """
                A run like any import: all of the file or none of it, and lists runs undo takes it back. Nothing but the \
                addresses is read. A file of addresses alone needs no header.
                """)
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The file, or - for standard input.") var file: String
        @Option(help: "bounced or manual.") var reason: SuppressionReason
        @Option(help: "Where the file comes from.") var source: String
        @OptionGroup(title: "The file") var form: FileOptions
        @Option(help: ArgumentHelp("Which column holds the address: its name or number.", valueName: "column"))
        var column: String?
        @Flag(help: "Print what the import would do, and do nothing.") var dryRun = false
        @Option(help: "Where refused rows go; default: the input's name with .rejects.csv behind.") var rejects: String?

        func run(in session: Session, printer: Printer) throws {
            try SuppressCommand.check(source, nil)
            var request = SuppressionImport(
                file: file, reason: reason, source: source, actor: session.settings.actor)
            request.format = try form.format()
            if let column { request.assignments = [ColumnAssignment(field: "email", column: column)] }
            request.dryRun = dryRun
            request.rejects = rejects
            let report = try request.run(store: session.store, identity: session.keys.identity)
            printer.record(
                [("run", PrintedValue(report.run)), ("dry_run", .flag(dryRun))]
                    + report.counts.map { ($0.name, .number($0.count)) }
                    + [("rejections_file", PrintedValue(report.rejectionsFile))])
        }
    }

    fileprivate static func check(_ source: String?, _ evidence: String?) throws {
        for (flag, text) in [("--source", source), ("--evidence", evidence)] {
            if let text, text.allSatisfy(\.isWhitespace) { throw Failure(.usage, "\(flag) is blank") }
        }
    }
}

extension SuppressionReason: ExpressibleByArgument {}

extension Session {
    fileprivate var suppressions: SuppressionFlow {
        SuppressionFlow(store: store, identity: keys.identity, actor: settings.actor)
    }
}

extension SuppressionFlow.Change {
    /// - Parameter outcome: what happened if anything did.
    fileprivate func record(_ outcome: String) -> [(String, PrintedValue)] {
        [
            ("contact_id", .text(contact.description)), ("event_id", PrintedValue(line?.event.description)),
            ("reason", .text(reason.rawValue)), ("occurred_at", PrintedValue(line?.occurredAt)),
            ("outcome", .text(line == nil ? "unchanged" : outcome)),
        ]
    }
}

extension Suppression {
    fileprivate var record: [(String, PrintedValue)] {
        [
            ("contact_id", .text(contact.description)), ("email", PrintedValue(address)), ("reason", .text(reason)),
            ("since", PrintedValue(since)), ("source", PrintedValue(source)), ("actor", PrintedValue(actor)),
            ("evidence", evidence.map(PrintedValue.document) ?? .null),
        ]
    }
}
