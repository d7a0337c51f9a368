package import Consent
import Crypto
import Intake
package import Store

#if canImport(Glibc)
    import Glibc
#endif

/// An import: bytes in, one transaction, a report out. All of the file or none of it.
package struct ImportFlow {
    private let request: ImportRequest
    private let store: Store
    private let identity: IdentityKey

    package init(_ request: ImportRequest, store: Store, identity: IdentityKey) {
        self.request = request
        self.store = store
        self.identity = identity
    }

    /// Thrown to roll a dry run back.
    private struct RolledBack: Error {}

    /// Runs the import. `progress` hears how many rows were read, now and then.
    package func run(now: Instant, progress: (Int) -> Void = { _ in }) throws -> ImportReport {
        let started = ContinuousClock.now
        let list = try store.list(request.list)
        try check(list)
        var hash = SHA256()
        let file = try reading {
            try OpenedFile(InputFile.open(request.file), options: request.format) { hash.update(bufferPointer: $0) }
        }
        let reader = file.reader
        let mapping = try reading { try HeaderMapping(reader.header, assignments: request.assignments) }
        let dateColumn: Int? =
            if case .column(let name) = request.obtainedAt { try reading { try mapping.header.index(of: name) } } else {
                nil
            }
        var rows = try RowReader(
            mapping: mapping, of: reader, identity: identity, dateColumn: dateColumn,
            zone: request.zone, clearEmpty: request.clearEmpty, isOptOut: request.mode == .optOut, now: now)
        var rejections = RejectionsFile(path: rejectionsPath, header: mapping.header.names)

        let digest = Array(hash.finalize())

        var report = ImportReport(
            run: nil, dryRun: request.dryRun, rows: 0, rejected: 0, repaired: 0, plan: .nothing, rejectionsFile: nil,
            encoding: file.encoding, inputFormat: file.format, mapping: mapping.columnNames, seconds: 0,
            notes: file.remarks
                + mapping.passedOver.map { "“\($0.taken)” is taken as \($0.field.rawValue), not “\($0.column)”" })
        var run: Int64 = 0
        do {
            try store.transaction {
                try store.allowLongStatements()
                let declaration = try declaration(list, file, mapping, fileSHA256: digest)
                run = try store.beginRun(declaration)
                // From here on no attribute is declared otherwise.
                rows.declare(try store.attributes())
                let staged = try stage(reader, &rows, &rejections, run: run, declaration) {
                    repaired in
                    report.rows += 1
                    if repaired { report.repaired += 1 }
                    if report.rows.isMultiple(of: 10_000) { progress(report.rows) }
                }
                report.rows += rejections.count
                report.notes += rows.remarks
                report.rejected = rejections.count
                report.plan = try store.planRun(run, rows: staged)
                if request.dryRun { throw RolledBack() }
                try store.applyRun(run)
                try store.noteAttributes(mapping.attributeNames)
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
        report.seconds = (ContinuousClock.now - started) / .seconds(1)
        return report
    }

    /// What the run says of itself.
    private func declaration(
        _ list: MailingList, _ file: OpenedFile, _ mapping: HeaderMapping, fileSHA256: [UInt8]
    ) throws -> RunDeclaration {
        var declaration = RunDeclaration(
            list: list, source: try store.source(named: request.source), mode: request.mode, actor: request.actor)
        declaration.basis = request.basis
        if case .instant(let instant) = request.obtainedAt { declaration.obtainedAt = instant }
        declaration.clearEmpty = request.clearEmpty
        declaration.fileName = request.file
        declaration.fileSHA256 = fileSHA256
        declaration.fileBytes = file.size
        declaration.inputFormat = file.format
        declaration.encoding = file.encoding.rawValue
        declaration.mapping =
            "{" + mapping.columnNames.map { "\"\($0.key)\":\(JSONText.quoted($0.value))" }.joined(separator: ",") + "}"
        return declaration
    }

    private func check(_ list: MailingList) throws {
        if list.archivedAt != nil { throw Failure(.usage, "list \(list.slug) is archived: nothing can join it") }
        guard request.mode == .contacts else { return }
        guard let basis = request.basis else {
            let names = Basis.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(.usage, "say why these people may be mailed: --basis with one of \(names)")
        }
        if request.obtainedAt == nil {
            throw Failure(
                .usage,
                "say when the addresses were obtained: --obtained-at DATE or column:NAME, or --not-sendable if unknown")
        }
        if basis == .contract, list.stream != .transactional {
            throw Failure(.usage, "basis contract is for transactional lists; \(list.slug) carries marketing")
        }
    }

    /// Reads the file to its end into staging. `accepted` hears of every row, with whether it was repaired.
    private func stage(
        _ reader: any RecordReader, _ rows: inout RowReader, _ rejections: inout RejectionsFile, run: Int64,
        _ declaration: RunDeclaration, accepted: (Bool) -> Void
    ) throws -> Int {
        try store.stage { writer in
            while let record = try reading({ try reader.next() }) {
                if record.isBlank, record.defect == nil { continue }
                switch rows.read(record) {
                case .accepted(var contact, let repairs):
                    if request.mode == .contacts {
                        contact.obtainedAt = contact.obtainedAt ?? declaration.obtainedAt
                    } else {
                        contact.occurredAt = contact.occurredAt ?? declaration.obtainedAt
                    }
                    try writer.write(contact, run: run, source: declaration.source)
                    accepted(!repairs.isEmpty)
                case .refused(let refusal):
                    try rejections.add(
                        cells: rows.cells(of: record), line: record.line, column: refusal.column,
                        reason: refusal.reason)
                }
            }
        }
    }

    /// Runs a step that reads the file; what is wrong with the file becomes a `Failure` that names it.
    private func reading<Value: ~Copyable>(_ step: () throws -> Value) throws -> Value {
        do {
            return try step()
        } catch let error as IntakeError {
            switch error {
            case .unreadable: throw Failure(.noInput, "\(request.file): \(error)")
            case .noTemporaryFile: throw Failure(.cannotCreate, error.description)
            case .noArchive, .noSuchMember, .noSheet(.some, _):
                throw Failure(.usage, "\(request.file): \(error)")
            default: throw Failure(.badData, "\(request.file): \(error)")
            }
        } catch let error as MappingError {
            switch error {
            case .noAddressColumn, .noHeader: throw Failure(.badData, "\(request.file): \(error)")
            case .unknownField, .unknownColumn, .mappedTwice, .nameAndParts:
                throw Failure(.usage, "\(request.file): \(error)")
            }
        }
    }

    private var rejectionsPath: String {
        request.rejects ?? (request.file == "-" ? "rejects.csv" : "\(request.file).rejects.csv")
    }
}
