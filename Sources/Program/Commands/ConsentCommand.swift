import ArgumentParser
import Consent
import Crypto
import Flows
import Proof
import Store

struct ConsentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent",
        abstract: "Why one may mail, by whose law, for how long; and the evidence for whoever asks.",
        subcommands: [ConsentBases.self, ConsentLaw.self, ConsentDue.self, Pack.self, Verify.self])

    struct Pack: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "pack",
            abstract: "Write an evidence pack: per address when, how, under which wording or exemption.",
            discussion: "CSV and JSON with a signed manifest, and a summary in Japanese and English.")
        @OptionGroup var options: GlobalOptions
        @Option(help: "The list's slug.") var list: String
        @Option(help: "A new folder.") var output: String

        func run(in session: Session, printer: Printer) throws {
            let flow = PackFlow(
                store: session.store, key: session.keys.manifest, actor: session.settings.actor)
            let report = try flow.run(list: list, to: output) { printer.progress("\($0) addresses written") }
            printer.endProgress()
            printer.record(report.record)
            if report.seal == nil {
                printer.note("the ledger has no seal yet: lists ledger seal makes its proof stronger")
            }
        }
    }

    struct Verify: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Is an evidence pack whole, unchanged and ours?")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The manifest's path.") var manifest: String

        func run(in session: Session, printer: Printer) throws {
            let verdict = try PackManifest.verify(manifest, signedBy: session.keys.manifest.publicKey)
            printer.record([
                ("valid", .flag(true)), ("list", .text(verdict.list)), ("addresses", .number(verdict.addresses)),
                ("files", .number(verdict.files)), ("as_of", .text(verdict.asOf)),
            ])
        }
    }
}

extension PackFlow.Report {
    var record: [(String, PrintedValue)] {
        [
            ("list", .text(list)), ("addresses", .number(addresses)), ("reasons", .counts(reasons)),
            ("bases", .counts(bases)), ("as_of", PrintedValue(asOf)),
            ("seal", PrintedValue(seal.map { Int64($0.number) })),
            (
                "files",
                .array(
                    files.map {
                        .object([("path", .text($0.path)), ("rows", .number($0.rows)), ("sha256", .text($0.sha256))])
                    })
            ),
            ("manifest", .text(manifest)),
        ]
    }
}
