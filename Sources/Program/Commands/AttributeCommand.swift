import ArgumentParser
import Consent
import Flows
import Store

struct AttributeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attribute", abstract: "What attributes of contacts hold.",
        discussion: "An attribute that is not declared is text without an order.",
        subcommands: [Change.self, Unset.self, Ls.self, Index.self])

    private static let types = AttributeType.allCases.map(\.rawValue).joined(separator: ", ")

    struct Change: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Declare what an attribute holds, and convert what is stored.",
            discussion: """
                What does not fit is listed and stays text, outside comparison. Later imports convert their cells. An \
                index is built while imports wait.
                """)
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The attribute's name.") var name: String
        @Argument(help: "One of \(AttributeCommand.types).") var type: [String]
        @Flag(help: "Make an index, for equality and the order of numbers, dates and times.") var index = false

        func run(in session: Session, printer: Printer) throws {
            let text = type.joined(separator: " ")
            guard let type = AttributeType(rawValue: text) else {
                throw Failure(.usage, "there is no type “\(text)”: one of \(AttributeCommand.types)")
            }
            let declaration = AttributeDeclaration(store: session.store, zone: try session.zone())
            printer.print(try declaration.declare(name, as: type, indexed: index))
        }
    }

    struct Unset: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "unset",
            abstract: "Take a declaration back: the values are text again, and an index of theirs is gone.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The attribute's name.") var name: String

        func run(in session: Session, printer: Printer) throws {
            guard try session.store.attributes().contains(where: { $0.name == name && $0.type != nil }) else {
                throw Failure(.usage, "“\(name)” is not declared: lists attribute ls shows what is")
            }
            let declaration = AttributeDeclaration(store: session.store, zone: try session.zone())
            printer.print(try declaration.declare(name, as: nil))
        }
    }

    struct Ls: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls", abstract: "All attributes that contacts may have, declared or not.")
        @OptionGroup var options: GlobalOptions

        func run(in session: Session, printer: Printer) throws {
            printer.records(
                try session.store.attributes().map(\.record), columns: ["attribute", "type", "indexed"])
        }
    }

    struct Index: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "index",
            abstract: "Make one index for equality on all attributes, declared or not; with --drop, drop it.",
            discussion: """
                It finds few contacts among millions without --index on each attribute, but imports take about half as \
                long again while it is there.
                """)
        @OptionGroup var options: GlobalOptions
        @Flag(help: "Drop it.") var drop = false

        func run(in session: Session, printer: Printer) throws {
            try session.store.transaction {
                try session.store.allowLongStatements()
                try session.store.setEqualityIndex(!drop)
            }
            printer.record([("equality_index", .flag(try session.store.hasEqualityIndex()))])
        }
    }
}

extension KnownAttribute {
    fileprivate var record: [(String, PrintedValue)] {
        [
            ("attribute", .text(name)), ("type", PrintedValue(type?.rawValue)), ("indexed", .flag(isIndexed)),
            ("created_at", PrintedValue(createdAt)),
        ]
    }
}

extension Printer {
    /// How many values that do not fit a table shows.
    private static let shownMisfits = 10

    fileprivate func print(_ report: AttributeDeclaration.Report) {
        let listed = format == .table ? Self.shownMisfits : report.misfitValues.count
        let values = report.misfitValues.prefix(listed).map { value -> PrintedValue in
            format == .table
                ? .text("“\(value.text)” \(value.contacts)")
                : .object([("value", .text(value.text)), ("contacts", .number(value.contacts))])
        }
        record([
            ("attribute", .text(report.attribute)), ("type", PrintedValue(report.type?.rawValue)),
            ("indexed", .flag(report.isIndexed)), ("converted", .number(report.converted)),
            ("misfits", .number(report.misfits)),
            ("misfit_values", values.isEmpty && format == .table ? .null : .array(values)),
        ])
        if report.misfits > 0 {
            note("\(report.misfits) contacts have a value that is not of the type: it stays text, outside comparison")
        }
        if report.misfitValues.count > listed { note("--format json shows more of these values") }
    }
}
