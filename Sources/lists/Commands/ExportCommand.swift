import ArgumentParser
import Consent
import Engines
import Flows
import Store

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Send lists: frozen, signed, for a delivery engine.",
        subcommands: [Make.self, Verify.self], defaultSubcommand: Make.self)

    struct Make: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "make", abstract: "Write the people of a list who may be mailed, each with their own link.",
            shouldDisplay: false)
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The list's slug.") var list: String
        @Option(help: "A saved segment.") var segment: String?
        @Option(name: .customLong("where"), help: "An expression instead of a saved segment.") var expression: String?
        @Option(help: "The format: \(Engines.all.map { $0.name }.joined(separator: ", ")).") var engine: String
        @Option(help: "A new folder, a new file that ends like the format, or - for standard output.") var output:
            String
        @Option(help: "How long it may be used: 12h, 2d, …") var expires: String = "12h"
        @Option(help: "At most so many people.") var limit: Int?

        func run(in session: Session, printer: Printer) throws {
            if let limit, limit < 0 { throw Failure(.usage, "--limit \(limit): a number of people is not negative") }
            var request = ExportRequest(
                list: list, selection: try Selection(segment: segment, expression: expression), engine: engine,
                output: output, lifetime: try DurationArgument.seconds(expires, flag: "--expires"), limit: limit,
                actor: session.settings.actor, baseURL: try session.settings.requiredBaseURL(),
                home: session.settings.home)
            request.zone = try session.zone()
            let flow = ExportFlow(request, store: session.store, keys: session.keys)
            let report = try flow.run(now: .now) { printer.progress("\($0) people written") }
            printer.endProgress()
            report.notes.forEach { printer.note($0) }
            if output == "-" {
                printer.note("\(report.recipients) people; manifest: \(report.manifest)")
            } else {
                printer.record(report.record)
            }
        }
    }

    struct Verify: SessionCommand {
        static let configuration = CommandConfiguration(abstract: "Is a bundle whole, unchanged and fresh?")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The manifest's path.") var manifest: String

        func run(in session: Session, printer: Printer) throws {
            let verdict = try ManifestCheck.verify(manifest, keys: session.keys, now: .now)
            printer.record([
                ("valid", .flag(true)), ("send_list", .number(Int(verdict.sendList))), ("list", .text(verdict.list)),
                ("recipients", .number(verdict.recipients)), ("files", .number(verdict.files)),
                ("as_of", .text(verdict.asOf)), ("expires_at", .text(verdict.expiresAt)), ("test", .flag(verdict.test)),
            ])
        }
    }
}

extension ExportReport {
    var record: [(String, PrintedValue)] {
        [
            ("send_list", .number(Int(sendList))), ("list", .text(list)), ("recipients", .number(recipients)),
            ("excluded", .counts(excluded)),
            (
                "files",
                .array(
                    files.map {
                        .object([("path", .text($0.path)), ("rows", .number($0.rows)), ("sha256", .text($0.sha256))])
                    })
            ),
            ("manifest", .text(manifest)), ("as_of", .text(asOf)), ("expires_at", .text(expiresAt)),
        ]
    }
}
