import ArgumentParser
import Store

struct ConsentBases: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "bases",
        abstract: "What each basis asks for, by law: evidence, how long it holds, how long its record is kept.",
        discussion: "The rules of marketing mail. An engineer's reading of the law with its sources, not legal advice.")
    @OptionGroup var options: GlobalOptions
    @Option(help: "One jurisdiction, such as JP or EU; default: all.") var jurisdiction: String?

    func run(in session: Session, printer: Printer) throws {
        let jurisdiction = try (jurisdiction?.uppercased()).map(session.store.jurisdiction(of:))
        printer.records(
            try session.store.basisRules(of: jurisdiction).map(\.record),
            columns: ["jurisdiction", "basis", "stands", "lifetime", "reference", "evidence", "keep", "law", "checked"])
    }
}

extension BasisRule {
    var record: [(String, PrintedValue)] {
        [
            ("jurisdiction", .text(jurisdiction)), ("basis", .text(basis)), ("stands", .flag(stands)),
            ("lifetime", PrintedValue(lifetime)), ("reference", .flag(demandsReference)), ("evidence", .text(evidence)),
            ("keep", .text(keep)), ("objection_ends", .flag(endedByObjection)),
            ("honoured_within", .text(honouredWithin)), ("law", .text(law)), ("checked", .text(checked)),
        ]
    }
}
