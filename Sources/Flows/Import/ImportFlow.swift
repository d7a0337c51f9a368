package import Consent
import Intake
package import Store

#if canImport(Glibc)
    import Glibc
#endif

/// An import: bytes in, one transaction, a report out. All of the file or none of it.
package struct ImportFlow {
    let request: ImportRequest
    let store: Store
    private let identity: IdentityKey

    package init(_ request: ImportRequest, store: Store, identity: IdentityKey) {
        self.request = request
        self.store = store
        self.identity = identity
    }

    /// Thrown to roll a dry run back.
    private struct RolledBack: Error {}

    /// Runs the import. `progress` hears how far it is, now and then.
    package func run(now: Instant, progress: (ImportProgress) -> Void = { _ in }) throws -> ImportReport {
        let started = ContinuousClock.now
        let list = try store.list(request.list)
        try check(list)
        let hash = ContentHash()
        let file = try reading {
            try OpenedFile(InputFile.open(request.file), options: request.format) { hash.add($0) }
        }
        let mapping = try mapping(of: file.reader.header)
        var rows = try RowReader(
            mapping: mapping, of: file.reader, identity: identity, rules: try rules(mapping), now: now)
        var rejections = RejectionsFile(path: rejectionsPath, header: mapping.header.names)
        let digest = hash.finish()

        var report = ImportReport(
            dryRun: request.dryRun, encoding: file.encoding, inputFormat: file.format, mapping: mapping.columnNames,
            notes: file.remarks
                + mapping.passedOver.map { "“\($0.taken)” is taken as \($0.field.rawValue), not “\($0.column)”" })
        if request.mode == .contacts, let basis = request.basis {
            let hasReference = request.evidence != nil || mapping.index(of: .evidence) != nil
            report.notes += [try BasisRemark.remark(basis, hasReference: hasReference, on: list, now: now, store)]
                .compactMap {
                    $0
                }
        }
        var run: Int64 = 0
        do {
            try store.transaction {
                try store.allowLongStatements()
                let declaration = try declaration(list, file, mapping, fileSHA256: digest)
                report.sameFileAs = try store.standingRun(like: declaration)?.id
                run = try store.beginRun(declaration, isDry: request.dryRun)
                // From here on no attribute is declared otherwise.
                rows.declare(try store.attributes())
                let staged = try stage(file.reader, &rows, &rejections, run: run, source: declaration.source) { tally in
                    report.tally = tally
                    progress(.read(rows: tally.rows, seconds: (ContinuousClock.now - started) / .seconds(1)))
                }
                report.notes += rows.remarks
                report.attributes = rows.attributeTypes
                report.seconds.reading = (ContinuousClock.now - started) / .seconds(1)
                progress(.planning)
                report.plan = try store.planRun(run, rows: staged, memoryLimit: request.workMemory)
                try judge(&report, run, declaration, now: now)
                report.seconds.planning = (ContinuousClock.now - started) / .seconds(1) - report.seconds.reading
                if request.dryRun { throw RolledBack() }
                progress(.writing)
                try store.applyRun(run)
                try store.noteAttributes(mapping.attributeNames)
                if let name = request.saveMapping {
                    try store.saveMapping(name, columns: mapping.assignments.map { ($0.field, $0.column) })
                }
                report.rejectionsFile = try rejections.publish()
                try store.finishRun(run, counts: report.counts)
            }
            report.run = run
        } catch is RolledBack {
            report.rejectionsFile = try rejections.publish()
            try store.forgetStaged(run)
        } catch {
            // What was staged is rolled back; its space is given back when it can be.
            try? store.forgetStaged(run)
            throw error
        }
        report.seconds.all = (ContinuousClock.now - started) / .seconds(1)
        report.seconds.writing = report.seconds.all - report.seconds.reading - report.seconds.planning
        return report
    }

    /// Whether the plan may be carried out. Throws a `Failure` (65) if it is not the accepted one or goes too far.
    private func judge(
        _ report: inout ImportReport, _ run: Int64, _ declaration: RunDeclaration, now: Instant
    ) throws {
        if request.dryRun || request.acceptPlan != nil {
            report.planDigest = try store.planDigest(run, declaration, rejected: report.tally.rejected)
        }
        if let accepted = request.acceptPlan {
            guard accepted == report.planDigest else {
                throw Failure(
                    .badData,
                    "\(request.file): the plan is not the accepted one; nothing was changed. Look at it again with --dry-run"
                )
            }
            return
        }
        let objection = try ChangeBrake(limit: request.maxChanges).objection(
            to: report.plan, subscribed: { try store.countSubscribed(to: declaration.list.id, at: now) },
            contacts: { try store.countContacts() })
        guard let objection else { return }
        let wayOn = "look with --dry-run, then say --max-changes 100%, or --accept-plan with the plan it prints"
        guard request.dryRun else {
            throw Failure(.badData, "\(request.file): \(objection); nothing was changed. If that is right: \(wayOn)")
        }
        report.notes.append("without --accept-plan the import would stop: \(objection)")
    }

    /// Reads the file to its end into staging. `heard` gets the tally now and then, and at the end.
    private func stage(
        _ reader: any RecordReader, _ rows: inout RowReader, _ rejections: inout RejectionsFile, run: Int64,
        source: Int32, heard: (RowTally) -> Void
    ) throws -> Int {
        var tally = RowTally()
        defer { heard(tally) }
        return try store.stage(source: source) { writer in
            while let record = try reading({ try reader.next() }) {
                if record.isBlank, record.defect == nil { continue }
                switch rows.read(record) {
                case .accepted(let repairs, let meant):
                    let address = try rows.write(to: &writer, run: run)
                    tally.accepted(address, line: record.line, repairs: repairs, meant: meant)
                case .refused(let refusal):
                    try rejections.add(
                        cells: rows.cells(of: record), line: record.line, column: refusal.column,
                        reason: refusal.reason)
                    tally.refused()
                }
                if tally.rows.isMultiple(of: 20_000) { heard(tally) }
            }
        }
    }

    /// Runs a step that reads the file; what is wrong with the file becomes a `Failure` that names it.
    func reading<Value: ~Copyable>(_ step: () throws -> Value) throws -> Value {
        try FileReading.naming(request.file, step)
    }

    private var rejectionsPath: String {
        request.rejects ?? (request.file == "-" ? "rejects.csv" : "\(request.file).rejects.csv")
    }
}
