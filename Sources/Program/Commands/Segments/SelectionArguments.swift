import ArgumentParser
import Consent
import Flows
import Store

/// Whom a command is about: a saved segment by its name, an expression, or with neither everybody.
struct SelectionArguments: ParsableArguments {
    @Argument(help: "The segment's name.") var name: String?
    @Option(name: .customLong("where"), help: "An expression instead of a saved segment.") var expression: String?

    /// Looks up what was selected and prints remarks on how it was read.
    func resolve(
        in session: Session, at now: Instant, printer: Printer
    ) throws -> SegmentResolver.Resolved {
        let resolver = SegmentResolver(store: session.store, now: now, zone: try session.zone())
        let resolved = try resolver.resolve(try Selection(segment: name, expression: expression))
        resolved.notes.forEach { printer.note($0) }
        return resolved
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

/// One side of a comparison as it is typed: a segment's name, or `@` and the number of a snapshot.
enum SegmentSide: Equatable {
    case segment(String)
    case snapshot(Int64)

    init(_ text: String) {
        if text.hasPrefix("@"), let number = Int64(text.dropFirst()), number > 0 {
            self = .snapshot(number)
        } else {
            self = .segment(text)
        }
    }
}
