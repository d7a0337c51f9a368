import ArgumentParser
import Consent
import Flows
import Store

extension SegmentCommand {
    struct Count: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "count",
            abstract: "How many contacts a segment selects; with --list, how many of them may be mailed on it.")
        @OptionGroup var options: GlobalOptions
        @OptionGroup var selection: SelectionArguments
        @Option(help: "The list's slug.") var list: String?
        @Flag(help: "Guess from the database's statistics, in milliseconds, whatever the size.") var estimate = false

        func run(in session: Session, printer: Printer) throws {
            let now = Instant.now
            let list = try list.map { try session.store.list($0).id }
            let resolver = SegmentResolver(store: session.store, now: now, zone: try session.zone())
            let selection = try Selection(segment: selection.name, expression: selection.expression)
            let resolved = try resolver.resolve(selection, forEstimate: estimate)
            resolved.notes.forEach { printer.note($0) }
            let query = ContactQuery(resolved.predicate, sendableOn: list, at: now)
            if estimate {
                printer.record([
                    ("count", .number(try session.store.estimate(query))), ("estimated", .flag(true)),
                ])
            } else {
                printer.record([("count", .number(try session.store.count(query)))])
            }
        }
    }

    struct Stats: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "stats",
            abstract: "Per list, how many of a segment may be mailed, and how many are kept out for which reason.")
        @OptionGroup var options: GlobalOptions
        @OptionGroup var selection: SelectionArguments

        func run(in session: Session, printer: Printer) throws {
            let now = Instant.now
            let resolved = try selection.resolve(in: session, at: now, printer: printer)
            let lists = try session.store.lists(includingArchived: false)
            let (contacts, overlaps) = try session.store.overlap(of: resolved.predicate, with: lists, at: now)
            let records = overlaps.map { overlap -> [(String, PrintedValue)] in
                [
                    ("list", .text(overlap.list)), ("contacts", .number(contacts)),
                    ("sendable", .number(overlap.sendable)), ("excluded", .counts(overlap.excluded)),
                ]
            }
            printer.records(records, columns: ["list", "contacts", "sendable", "excluded"])
        }
    }
}
