import ArgumentParser
import Consent
import Flows
import Store

struct ContactExportCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Everything that is held about a person, as JSON.",
        discussion: """
            The contact, its earlier data, every line of the ledger with its evidence and wording, what follows from them, \
            the send lists that the person was on and what engines reported. Always JSON, whatever --format says.
            """)
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The address.") var address: String
    @Option(help: "A new file; default: standard output.") var output: String?

    func run(in session: Session, printer: Printer) throws {
        let document = try PersonFile(store: session.store, identity: session.keys.identity)
            .document(of: address, at: .now) { PrintedValue.object($0.record).json }
        guard let output, output != "-" else { return printer.line(document) }
        try OutputFile.write(document + "\n", toNew: output)
        printer.note("written to \(output), readable by you alone")
    }
}
