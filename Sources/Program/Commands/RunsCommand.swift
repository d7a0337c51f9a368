import ArgumentParser
import Consent
import Flows
import Store

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "What each import and sync did; take one back.",
        subcommands: [List.self, Show.self, Undo.self])

    struct List: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls", abstract: "Show runs, the newest first.")
        @OptionGroup var options: GlobalOptions
        @Option(help: ArgumentHelp("At most so many.", valueName: "n")) var limit: Int = 100

        func run(in session: Session, printer: Printer) throws {
            guard limit > 0 else { throw Failure(.usage, "--limit takes a number from 1 on, not “\(limit)”") }
            let runs = try session.store.runs(limit: limit)
            printer.records(runs.map(\.summary), columns: RunRecord.summaryColumns)
        }
    }

    struct Show: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show one run: what it was told and what it did.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The run's number.") var run: Int64

        func run(in session: Session, printer: Printer) throws {
            printer.record(try session.store.run(run).record)
        }
    }

    struct Undo: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "undo", abstract: "Take a run back, as if it had not been.",
            discussion: """
                The lines of the run count no more. Contacts get back what it overwrote, attribute by attribute, unless \
                something else has said it since; contacts that only this run speaks of go. What people said and what other \
                sources say stands. Of one source, runs are taken back newest first. An undo is a run too, and is not \
                taken back: import the file again.
                """)
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The run's number.") var run: Int64
        @Flag(help: "Also the opt-outs and suppressions that the run recorded: with --reason.") var includingNos = false
        @Option(help: "Why the run is taken back; kept with the undo.") var reason: String?

        func run(in session: Session, printer: Printer) throws {
            if includingNos, reason?.allSatisfy(\.isWhitespace) ?? true {
                throw Failure(.usage, "--including-nos needs --reason TEXT: why people's opt-outs were none")
            }
            let undone = try session.store.undo(
                run, actor: session.settings.actor, includingNos: includingNos, reason: reason)
            printer.record(
                [("run", PrintedValue(undone.run)), ("undoes", PrintedValue(run))]
                    + undone.counts.map { ($0.name, .number($0.count)) })
        }
    }
}

extension RunRecord {
    /// What a table shows.
    static let summaryColumns =
        ["run", "kind", "as", "list", "source", "file", "started_at"] + summaryCounts + ["undoes", "undone_by"]

    private static let summaryCounts = ["rows", "added", "updated", "protected", "removed", "rejected"]

    /// One line of the list of runs.
    var summary: [(String, PrintedValue)] {
        [
            ("run", PrintedValue(id)), ("kind", .text(kind)), ("as", .text(mode)), ("list", PrintedValue(list)),
            ("source", PrintedValue(source)), ("file", PrintedValue(file)), ("started_at", PrintedValue(startedAt)),
        ]
            + Self.summaryCounts.map { ($0, count($0).map(PrintedValue.number) ?? .null) } + [
                ("undoes", PrintedValue(undoes)), ("undone_by", PrintedValue(undoneBy)), ("actor", .text(actor)),
                ("counts", document(counts)),
            ]
    }

    /// All that is known of the run.
    var record: [(String, PrintedValue)] {
        [
            ("run", PrintedValue(id)), ("kind", .text(kind)), ("as", .text(mode)), ("list", PrintedValue(list)),
            ("source", PrintedValue(source)), ("basis", PrintedValue(basis)), ("obtained_at", PrintedValue(obtainedAt)),
            ("file", PrintedValue(file)), ("file_sha256", PrintedValue(fileSHA256)),
            ("file_bytes", PrintedValue(fileBytes)), ("input_format", PrintedValue(inputFormat)),
            ("encoding", PrintedValue(encoding)), ("mapping", document(mapping)), ("counts", document(counts)),
            ("actor", .text(actor)), ("reason", PrintedValue(reason)), ("undoes", PrintedValue(undoes)),
            ("undone_by", PrintedValue(undoneBy)), ("started_at", PrintedValue(startedAt)),
            ("finished_at", PrintedValue(finishedAt)),
        ]
    }

    private func document(_ json: String?) -> PrintedValue { json.map { .document($0) } ?? .null }
}
