import ArgumentParser
import Consent
import Flows
import Store

struct SegmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "segment", abstract: "Saved expressions that select contacts.",
        discussion: """
            The language is the filter grammar of AIP-160, for example: plan = "pro" AND NOT email = "*@example.jp". \
            OR binds tighter than AND.
            """,
        subcommands: [Change.self, Ls.self, Show.self, Rm.self, Count.self])

    struct Change: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Save an expression under a name.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The segment's name.") var name: String
        @Argument(help: "The expression.") var expression: String

        func run(in session: Session, printer: Printer) throws {
            guard !name.isEmpty, name.utf8.count <= 200, !name.contains(where: \.isNewline) else {
                throw Failure(.usage, "a segment's name is one line of at most 200 bytes")
            }
            let resolver = SegmentResolver(store: session.store, now: .now)
            let resolved = try resolver.resolve(.expression(expression))
            resolved.notes.forEach { printer.note($0) }
            printer.record(try session.store.setSegment(name, expression: resolved.expression ?? expression).record)
        }
    }

    struct Ls: SessionCommand {
        static let configuration = CommandConfiguration(abstract: "All segments.")
        @OptionGroup var options: GlobalOptions

        func run(in session: Session, printer: Printer) throws {
            printer.records(try session.store.segments().map(\.record), columns: ["segment", "expression"])
        }
    }

    struct Show: SessionCommand {
        static let configuration = CommandConfiguration(abstract: "One segment.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The segment's name.") var name: String

        func run(in session: Session, printer: Printer) throws {
            printer.record(try session.store.segment(name).record)
        }
    }

    struct Rm: SessionCommand {
        static let configuration = CommandConfiguration(abstract: "Forget a segment.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The segment's name.") var name: String

        func run(in session: Session, printer: Printer) throws {
            try session.store.removeSegment(name)
            printer.note("segment \(name) is forgotten")
        }
    }

    struct Count: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "How many contacts a segment selects; with --list, how many of them may be mailed on it.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The segment's name.") var name: String?
        @Option(name: .customLong("where"), help: "An expression instead of a saved segment.") var expression: String?
        @Option(help: "The list's slug.") var list: String?

        func run(in session: Session, printer: Printer) throws {
            let now = Instant.now
            let selection = try Selection(segment: name, expression: expression)
            let resolved = try SegmentResolver(store: session.store, now: now).resolve(selection)
            resolved.notes.forEach { printer.note($0) }
            let list = try list.map { try session.store.list($0).id }
            printer.record([("count", .number(try session.store.count(resolved.predicate, sendableOn: list, at: now)))])
        }
    }
}

extension Selection {
    /// What a name or an expression on the command line selects. Throws a `Failure` (64) if both are given.
    init(segment: String?, expression: String?) throws {
        switch (segment, expression) {
        case (nil, nil): self = .everybody
        case (let name?, nil): self = .segment(name)
        case (nil, let text?): self = .expression(text)
        case (.some, .some): throw Failure(.usage, "name either a saved segment or an expression with --where")
        }
    }
}

extension SavedSegment {
    var record: [(String, PrintedValue)] {
        [("segment", .text(name)), ("expression", .text(expression)), ("updated_at", PrintedValue(updatedAt))]
    }
}
