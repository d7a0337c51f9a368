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
            CSV, Excel (.xlsx), JSON Lines, vCard, mail, pasted addresses, exports of other tools, packed or not: format \
            and encoding are found. The first row of a table holds the names of the columns; Japanese and English ones \
            are recognised, unknown ones become attributes. Refused rows go to a file beside the input, with the reason. An import \
            never lifts an opt-out.
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The file, or - for standard input.") var file: String?
    @Option(help: "The list's slug.") var list: String?
    @Option(help: "Why these people may be mailed: \(Basis.allCases.map(\.rawValue).joined(separator: ", ")).")
    var basis: String?
    @Option(help: "Where the file comes from; the same words each time for the same series of files.")
    var source: String?
    @Option(help: "When the addresses were obtained (with opt-outs: when people said no): a date, or column:NAME.")
    var obtainedAt: String?
    @Flag(help: "When they were obtained is not known: nobody becomes sendable.") var notSendable = false
    @Option(name: .customLong("as"), help: "What the rows are: contacts or opt-out.") var kind: String = "contacts"
    @OptionGroup(title: "The form of the file") var form: FileOptions
    @Option(
        help: ArgumentHelp(
            "Which column is what, by name or number: \(ContactField.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "field=Column"))
    var map: [String] = []
    @Flag(help: "Print what the import would do, and do nothing.") var dryRun = false
    @Flag(help: "An empty cell clears what is known; otherwise it changes nothing.") var clearEmpty = false
    @Option(help: "Where refused rows go; default: the input's name with .rejects.csv behind.") var rejects: String?

    @Flag(help: "Print an empty table to fill in, as CSV, and do nothing else.") var template = false

    func validate() throws {
        if template { return }
        for (name, value) in [("<file>", file), ("--list <list>", list), ("--source <source>", source)]
        where value == nil {
            throw ValidationError("Missing expected argument '\(name)'")
        }
    }

    func run() throws {
        if template { return StandardStream.output.writeOrExit(String(decoding: ImportTemplate.csv, as: UTF8.self)) }
        try runInSession()
    }

    func run(in session: Session, printer: Printer) throws {
        guard let file, let list, let source else { return }
        let zone = try LocalZone(named: session.settings.timeZone)
        var request = ImportRequest(
            file: file, list: list, source: source, actor: session.settings.actor, zone: zone)
        switch kind {
        case "contacts": request.mode = .contacts
        case "opt-out": request.mode = .optOut
        default: throw Failure(.usage, "--as takes contacts or opt-out, not “\(kind)”")
        }
        request.format = try form.format()
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
