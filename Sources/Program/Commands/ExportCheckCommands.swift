import ArgumentParser
import Consent
import Flows
import Store

struct ExportVerifyCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Is a bundle whole, unchanged and fresh?")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The manifest's path.") var manifest: String

    func run(in session: Session, printer: Printer) throws {
        let verdict = try ManifestCheck.verify(manifest, keys: session.keys, now: .now)
        printer.record([
            ("valid", .flag(true)), ("send_list", .number(Int(verdict.sendList))),
            ("list", .text(verdict.lists.joined(separator: ","))),
            ("recipients", .number(verdict.recipients)), ("files", .number(verdict.files)),
            ("as_of", .text(verdict.asOf)), ("expires_at", .text(verdict.expiresAt)), ("test", .flag(verdict.test)),
        ])
    }
}

struct ExportRecheckCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "recheck", abstract: "Right before sending: who must not be mailed any more?")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The manifest's path.") var manifest: String
    @Option(help: "A new file for those who must not be mailed, as the engine has them, or - for standard output.")
    var output: String?
    @Flag(help: "Write the bundle anew without them.") var apply = false

    func run(in session: Session, printer: Printer) throws {
        let flow = RecheckFlow(
            manifest: manifest, output: output, applies: apply, store: session.store, keys: session.keys)
        let report = try flow.run(now: .now)
        if output == "-" {
            printer.note("\(report.removed) of \(report.recipients) people must not be mailed any more")
            return
        }
        printer.record([
            ("send_list", .number(Int(report.sendList))), ("list", .text(report.lists.joined(separator: ","))),
            ("recipients", .number(report.recipients)), ("removed", .number(report.removed)),
            ("reasons", .counts(report.reasons)), ("output", PrintedValue(report.output)),
            ("applied", .flag(report.applied)), ("expires_at", .text(report.expiresAt)),
        ])
    }
}
