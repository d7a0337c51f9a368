import ArgumentParser
import Flows
import Store

struct PurgeCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge",
        abstract: "Delete what no law asks for any more: of people whom nothing makes sendable.",
        discussion: """
            Goes: contact data, evidence and lines of the ledger of people who may be mailed on no list, once the last mail \
            and the last word lie as far back as the law of their bases wants the record kept (lists consent bases), three \
            years at the fewest; and requests to join that were never confirmed. Nos, suppressions, voidings and links \
            stay, seals still verify, and nobody becomes sendable. A run whose lines were purged cannot be taken back.
            """)
    @OptionGroup var options: GlobalOptions
    @Flag(help: "Print what would go, and change nothing.") var dryRun = false
    @Flag(help: "Delete it.") var apply = false
    @Option(help: ArgumentHelp("Keep records for longer, such as 5y.", valueName: "years")) var keep = "3y"

    func run(in session: Session, printer: Printer) throws {
        guard dryRun != apply else { throw Failure(.usage, "say either --dry-run or --apply") }
        guard keep.last == "y", let years = Int(keep.dropLast()), (3...100).contains(years) else {
            throw Failure(.usage, "--keep “\(keep)” is no such time: 3y at the fewest, at most 100y")
        }
        let flow = PurgeFlow(store: session.store, actor: session.settings.actor)
        if dryRun {
            let parts = try flow.plan(keepingYears: years)
            printPlan(parts, PurgeReport(run: nil, counts: parts.reduce(PurgeCounts()) { $0 + $1.counts }), printer)
            return
        }
        let (run, parts, counts) = try flow.run(keepingYears: years) { printer.progress("\($0) people purged") }
        printer.endProgress()
        printPlan(parts, PurgeReport(run: run, counts: counts), printer)
        if counts.spared > 0 {
            printer.note("\(counts.spared) people said something or changed meanwhile and stay: the next purge decides")
        }
    }

    private struct PurgeReport {
        let run: Int64?
        let counts: PurgeCounts
    }

    private func printPlan(_ parts: [PurgePart], _ report: PurgeReport, _ printer: Printer) {
        let summary: [(String, PrintedValue)] =
            [("run", PrintedValue(report.run)), ("dry_run", .flag(dryRun))]
            + report.counts.named.map { ($0.name, .number($0.count)) }
        if printer.format == .json {
            printer.record(summary + [("plan", .array(parts.map { .object($0.record) }))])
            return
        }
        printer.record(summary)
        if printer.format == .table, !parts.isEmpty {
            printer.records(
                parts.map(\.record),
                columns: ["cause", "jurisdiction", "keep", "people", "contacts", "lines", "evidence"])
        }
    }
}

extension PurgePart {
    fileprivate var record: [(String, PrintedValue)] {
        [
            ("cause", .text(cause)), ("jurisdiction", .text(jurisdiction)), ("keep", .text(keep)),
            ("people", .number(counts.people)), ("contacts", .number(counts.contacts)),
            ("lines", .number(counts.lines)), ("evidence", .number(counts.evidence)),
        ]
    }
}
