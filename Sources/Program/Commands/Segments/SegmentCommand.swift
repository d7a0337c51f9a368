import ArgumentParser
import Consent
import Flows
import Segments
import Store

struct SegmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "segment", abstract: "Saved expressions that select contacts.",
        discussion: """
            The language is the filter grammar of AIP-160, for example: plan = "pro" AND NOT email = "*@example.jp". \
            OR binds tighter than AND. Functions: \(SegmentFunctions.usages.joined(separator: ", ")).
            """,
        subcommands: [
            Change.self, Ls.self, Show.self, Rename.self, Rm.self, Count.self, People.self, Stats.self, Explain.self,
            Snapshot.self, Snapshots.self, Diff.self,
        ])

    struct Change: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Save an expression under a name.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The segment's name.") var name: String
        @Argument(help: "The expression.") var expression: String

        func run(in session: Session, printer: Printer) throws {
            let editor = SegmentEditor(store: session.store, now: .now, zone: try session.zone())
            let (segment, notes) = try editor.set(name, expression: expression)
            notes.forEach { printer.note($0) }
            printer.record(segment.record)
        }
    }

    struct Ls: SessionCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "All segments.")
        @OptionGroup var options: GlobalOptions

        func run(in session: Session, printer: Printer) throws {
            printer.records(try session.store.segments().map(\.record), columns: ["segment", "expression"])
        }
    }

    struct Show: SessionCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "One segment.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The segment's name.") var name: String

        func run(in session: Session, printer: Printer) throws {
            printer.record(try session.store.segment(name).record)
        }
    }

    struct Rename: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "rename", abstract: "Give a segment another name, in the segments that ask it too.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "Its name.") var old: String
        @Argument(help: "Its new name.") var new: String

        func run(in session: Session, printer: Printer) throws {
            let editor = SegmentEditor(store: session.store, now: .now, zone: try session.zone())
            let changed = try editor.rename(old, to: new)
            printer.record(try session.store.segment(new).record + [("changed", .array(changed.map { .text($0) }))])
        }
    }

    struct Rm: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "rm", abstract: "Forget a segment, or a snapshot by its number: @3.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The segment's name, or @ and the number of a snapshot.") var name: String

        func run(in session: Session, printer: Printer) throws {
            if case .snapshot(let number) = SegmentSide(name) {
                try session.store.removeSnapshot(number)
                printer.note("snapshot @\(number) is forgotten")
            } else {
                try SegmentEditor(store: session.store, now: .now, zone: try session.zone()).remove(name)
                printer.note("segment \(name) is forgotten")
            }
        }
    }
}

extension SavedSegment {
    var record: [(String, PrintedValue)] {
        [("segment", .text(name)), ("expression", .text(expression)), ("updated_at", PrintedValue(updatedAt))]
    }
}
