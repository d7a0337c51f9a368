import ArgumentParser
import Consent
import Flows
import Intake
import Store

struct ImportCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Bring contacts or opt-outs into a list from a file: all of it or none of it.",
        discussion: """
            The first row holds the names of the columns; Japanese and English ones are recognised, unknown ones become \
            attributes. The encoding is found. Refused rows go to a file beside the input, with the reason. An import \
            never lifts an opt-out.
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The file, or - for standard input.") var file: String
    @Option(help: "The list's slug.") var list: String
    @Option(help: "Why these people may be mailed: \(Basis.allCases.map(\.rawValue).joined(separator: ", ")).")
    var basis: String?
    @Option(help: "Where the file comes from; the same words each time for the same series of files.") var source:
        String
    @Option(help: "When the addresses were obtained (with opt-outs: when people said no): a date, or column:NAME.")
    var obtainedAt: String?
    @Flag(help: "When they were obtained is not known: nobody becomes sendable.") var notSendable = false
    @Option(name: .customLong("as"), help: "What the rows are: contacts or opt-out.") var kind: String = "contacts"
    @Option(help: "auto, \(FileFormats.all.map(\.name).joined(separator: ", ")).") var inputFormat: String = "auto"
    @Option(help: "auto, \(TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")).") var encoding: String =
        "auto"
    @Option(
        help: ArgumentHelp(
            "Which column is what, by name or number: \(ContactField.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "field=Column"))
    var map: [String] = []
    @Flag(help: "The first row is a contact already, not the names of the columns: they are numbers then.")
    var noHeader = false
    @Flag(help: "Print what the import would do, and do nothing.") var dryRun = false
    @Flag(help: "An empty cell clears what is known; otherwise it changes nothing.") var clearEmpty = false
    @Option(help: "Where refused rows go; default: the input's name with .rejects.csv behind.") var rejects: String?

    func run(in session: Session, printer: Printer) throws {
        let zone = try LocalZone(named: session.settings.timeZone)
        var request = ImportRequest(
            file: file, list: list, source: source, actor: session.settings.actor, zone: zone)
        switch kind {
        case "contacts": request.mode = .contacts
        case "opt-out": request.mode = .optOut
        default: throw Failure(.usage, "--as takes contacts or opt-out, not “\(kind)”")
        }
        if inputFormat != "auto" {
            guard FileFormats.named(inputFormat) != nil else {
                throw Failure(
                    .usage,
                    "there is no input format “\(inputFormat)”: auto or one of "
                        + FileFormats.all.map(\.name).joined(separator: ", "))
            }
            request.format.format = inputFormat
        }
        request.format.hasHeader = !noHeader
        if source.allSatisfy(\.isWhitespace) {
            throw Failure(.usage, "--source is blank: say where the file comes from")
        }
        if let basis {
            guard let known = Basis(rawValue: basis) else {
                throw Failure(
                    .usage,
                    "there is no basis “\(basis)”: one of \(Basis.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            request.basis = known
        }
        if encoding != "auto" {
            guard let known = TextEncoding(rawValue: encoding) else {
                throw Failure(
                    .usage,
                    "there is no encoding “\(encoding)”: auto or one of "
                        + TextEncoding.allCases.map(\.rawValue).joined(separator: ", "))
            }
            request.format.encoding = known
        }
        request.obtainedAt = try obtained(zone)
        request.assignments = try map.map { text in
            guard let assignment = ColumnAssignment(text) else {
                throw Failure(.usage, "--map takes field=Column, not “\(text)”")
            }
            return assignment
        }
        request.clearEmpty = clearEmpty
        request.dryRun = dryRun
        request.rejects = rejects
        let flow = ImportFlow(request, store: session.store, identity: session.keys.identity)
        let report = try flow.run(now: .now) { printer.progress("\($0) rows read") }
        printer.endProgress()
        report.notes.forEach { printer.note($0) }
        printer.record(report.record)
        let rate = report.seconds > 0 ? Int(Double(report.rows) / report.seconds) : report.rows
        printer.note(
            "\(dryRun ? "Plan only, nothing was changed: " : "")\(report.rows) rows in \(PrintedValue.seconds(report.seconds).text) s"
                + " (\(rate) a second)"
                + (report.rejected > 0 ? "; \(report.rejected) refused, see \(report.rejectionsFile ?? "")" : ""))
    }

    private func obtained(_ zone: LocalZone) throws -> ImportRequest.ObtainedAt? {
        if notSendable {
            guard obtainedAt == nil else { throw Failure(.usage, "say either --obtained-at or --not-sendable") }
            return .unknown
        }
        guard let obtainedAt else { return nil }
        if obtainedAt.hasPrefix("column:") { return .column(String(obtainedAt.dropFirst("column:".count))) }
        let instant = try DateArgument.instant(
            obtainedAt, in: zone, flag: "--obtained-at", meaning: kind == "opt-out" ? .lastMoment : .firstMoment)
        guard kind == "opt-out" || instant <= Instant.now.advanced(byMicroseconds: 300_000_000) else {
            throw Failure(.badData, "--obtained-at \(obtainedAt): this date lies ahead")
        }
        return .instant(instant)
    }
}

extension ImportReport {
    var record: [(String, PrintedValue)] {
        [("run", PrintedValue(run)), ("dry_run", .flag(dryRun))] + counts.map { ($0.name, .number($0.count)) } + [
            ("rejections_file", PrintedValue(rejectionsFile)), ("encoding", .text(encoding.rawValue)),
            ("input_format", .text(inputFormat)),
            ("mapping", .object(mapping.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })),
            ("seconds", .seconds(seconds)),
        ]
    }
}
