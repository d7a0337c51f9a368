import ArgumentParser
import Consent
import Flows
import Intake
import Store

struct ImportCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Bring contacts, opt-outs or opt-ins into a list from a file: all of it or none of it.",
        discussion: """
            CSV, Excel (.xlsx), JSON Lines, vCard, mail, pasted addresses, exports of other tools, packed or not: format \
            and encoding are found. The first row of a table holds the names of the columns; Japanese and English ones \
            are recognised, unknown ones become attributes. A column with the status that another tool gave people makes \
            opt-outs and suppressions of those rows. Refused rows go to a file beside the input, with the reason. Only \
            people's own later opt-ins lift an opt-out: --as opt-in --allow-lift.
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The file, or - for standard input.") var file: String?
    @Option(help: "The list's slug.") var list: String?
    @Option(help: "Why these people may be mailed: \(Basis.allCases.map(\.rawValue).joined(separator: ", ")).")
    var basis: String?
    @Option(help: "Where the file comes from; the same words each time for the same series of files.")
    var source: String?
    @Option(help: "When the addresses were obtained, or when people said no or yes: a date, or column:NAME.")
    var obtainedAt: String?
    @Flag(help: "When they were obtained is not known: nobody becomes sendable.") var notSendable = false
    @Option(name: .customLong("as"), help: "What the rows are: contacts, opt-out or opt-in.") var kind: String =
        "contacts"
    @OptionGroup(title: "The form of the file") var form: FileOptions
    @Option(
        help: ArgumentHelp(
            "Which column is what, by name or number: \(ContactField.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "field=Column"))
    var map: [String] = []
    @Option(help: ArgumentHelp("Use a mapping that was kept; --map goes before it.", valueName: "name"))
    var mapping: String?
    @Option(help: ArgumentHelp("Keep the mapping of this import under a name.", valueName: "name"))
    var saveMapping: String?
    @Flag(help: "A column that looks like a status is an attribute.") var noStatus = false
    @Option(
        help: ArgumentHelp("What proves the opt-ins or the claims: a text for all, or column:NAME.", valueName: "text"))
    var evidence: String?
    @Flag(help: "Opt-ins lift opt-outs that are older than they; never complaints and erasures.") var allowLift = false
    @Flag(help: "Print what the import would do, and do nothing.") var dryRun = false
    @Option(
        help: ArgumentHelp(
            "Stop if more of the list's people would be taken off it, or more of the contacts be changed; default: "
                + "\(ChangeBrake.percent(ChangeBrake.defaultRemovals)) and \(ChangeBrake.percent(ChangeBrake.defaultChanges)), "
                + "if they are \(ChangeBrake.exempt) or more.", valueName: "P%"))
    var maxChanges: String?
    @Option(help: ArgumentHelp("Go on only if the plan is this one, as --dry-run printed it.", valueName: "hash"))
    var acceptPlan: String?
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
        let zone = try session.zone()
        var request = ImportRequest(
            file: file, list: list, source: source, actor: session.settings.actor, zone: zone)
        guard let mode = RunDeclaration.Mode(rawValue: kind) else {
            throw Failure(.usage, "--as takes contacts, opt-out or opt-in, not “\(kind)”")
        }
        request.mode = mode
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
        if let evidence {
            if evidence.hasPrefix("column:") {
                let column = String(evidence.dropFirst("column:".count))
                request.assignments.append(ColumnAssignment(field: ContactField.evidence.rawValue, column: column))
            } else {
                guard !evidence.allSatisfy(\.isWhitespace) else {
                    throw Failure(.usage, "--evidence is blank: say what proves the opt-ins")
                }
                request.evidence = evidence
            }
        }
        for (flag, name) in [("--mapping", mapping), ("--save-mapping", saveMapping)]
        where name?.allSatisfy(\.isWhitespace) ?? false {
            throw Failure(.usage, "\(flag) is blank: give the mapping a name")
        }
        request.mapping = mapping
        request.saveMapping = saveMapping
        request.ignoresStatus = noStatus
        request.allowLift = allowLift
        request.clearEmpty = clearEmpty
        request.dryRun = dryRun
        request.maxChanges = try maxChanges.map(Self.part)
        request.acceptPlan = acceptPlan
        request.rejects = rejects
        request.workMemory = session.settings.workMemory
        let flow = ImportFlow(request, store: session.store, identity: session.keys.identity)
        defer { printer.endProgress() }
        let report = try flow.run(now: .now) { printer.progress($0.text) }
        printer.endProgress()
        report.remarks.forEach { printer.note($0) }
        printer.record(report.record)
        printer.note(report.summary)
    }

    /// `20%` as a part of one.
    private static func part(_ text: String) throws -> Double {
        guard text.last == "%", let percent = Double(text.dropLast()), 0...100 ~= percent else {
            throw Failure(.usage, "--max-changes takes a percentage such as 20%, not “\(text)”")
        }
        return percent / 100
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
