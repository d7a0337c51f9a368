package import Consent
package import Intake
package import Store

/// A file of addresses that nothing must be mailed to any more: one run, all of the file or none of it. Nothing else of
/// the file is kept. A file without a header will do, as long as its first row holds an address.
package struct SuppressionImport {
    package var file: String
    package var reason: SuppressionReason
    package var source: String
    package var actor: String
    package var format = FormatOptions()
    package var assignments: [ColumnAssignment] = []
    package var dryRun = false
    /// Where refused rows go; nil for a file beside the input.
    package var rejects: String?

    package init(file: String, reason: SuppressionReason, source: String, actor: String) {
        self.file = file
        self.reason = reason
        self.source = source
        self.actor = actor
    }

    /// What the run did, or would do.
    package struct Report: Sendable {
        /// Nil for a dry run.
        package var run: Int64?
        package var rows: Int
        package var rejected: Int
        package var counted: SuppressedRows
        package var rejectionsFile: String?

        package var counts: [(name: String, count: Int)] {
            [
                ("rows", rows), ("suppressed", counted.suppressed), ("unchanged", counted.unchanged),
                ("duplicates", counted.duplicates), ("rejected", rejected),
            ]
        }
    }

    private struct RolledBack: Error {}

    package func run(store: Store, identity: IdentityKey) throws -> Report {
        let opened = try open()
        var rejections = RejectionsFile(
            path: rejects ?? (file == "-" ? "rejects.csv" : "\(file).rejects.csv"),
            header: opened.file.reader.header.names)
        var report: Report?
        var run: Int64 = 0
        do {
            try store.transaction {
                try store.allowLongStatements()
                run = try store.beginSuppressions(
                    source: try store.source(named: source), actor: actor, fileName: file, fileSHA256: opened.digest,
                    fileBytes: opened.file.size, inputFormat: opened.file.format,
                    encoding: opened.file.encoding.rawValue)
                let staged = try stage(opened, &rejections, run: run, store: store, identity: identity)
                var found = Report(
                    run: dryRun ? nil : run, rows: staged + rejections.count, rejected: rejections.count,
                    counted: try store.suppressStaged(run, rows: staged, reason: reason))
                report = found
                if dryRun { throw RolledBack() }
                found.rejectionsFile = try rejections.publish()
                report = found
                try store.finishRun(run, counts: found.counts)
            }
        } catch is RolledBack {
            report?.rejectionsFile = try rejections.publish()
            try store.forgetStaged(run)
        } catch {
            try? store.forgetStaged(run)
            throw error
        }
        return report!
    }

    private struct Opened {
        let file: OpenedFile
        let digest: [UInt8]
        /// The column with the addresses, from 0.
        let column: Int
    }

    private func open() throws -> Opened {
        let input = try InputFile.open(file)
        return try FileReading.naming(file) {
            do {
                return try open(input, format, assignments)
            } catch MappingError.noHeader(let column) {
                var format = format
                format.hasHeader = false
                return try open(input, format, [ColumnAssignment(field: "email", column: String(column))])
            }
        }
    }

    private func open(
        _ input: OpenFile, _ format: FormatOptions, _ assignments: [ColumnAssignment]
    ) throws -> Opened {
        let hash = ContentHash()
        let opened = try OpenedFile(input, options: format) { hash.add($0) }
        let mapping = try HeaderMapping(opened.reader.header, assignments: assignments)
        guard let column = mapping.index(of: .email) else {
            throw MappingError.noAddressColumn(columns: mapping.header.names)
        }
        return Opened(file: opened, digest: hash.finish(), column: column)
    }

    private func stage(
        _ opened: Opened, _ rejections: inout RejectionsFile, run: Int64, store: Store, identity: IdentityKey
    ) throws -> Int {
        let reader = opened.file.reader
        let decoder = try CellDecoder(reader.encoding)
        let source = try store.source(named: source)
        return try store.stage(source: source) { writer in
            while let record = try FileReading.naming(file, { try reader.next() }) {
                if record.isBlank, record.defect == nil { continue }
                switch Self.address(in: record, opened.column, decoder) {
                case .success(let found):
                    var row = StagedContact(
                        contact: identity.contactID(of: found.address), line: Int64(record.line),
                        address: found.address.canonical, canonicalAddress: found.address.canonical)
                    row.asGiven = found.asGiven.map { identity.contactID(of: $0) }
                    try writer.write(row, run: run)
                case .failure(let refusal):
                    let cells = (0..<record.fieldCount).map { index in
                        var text: [UInt8] = []
                        decoder.decodeShowingBadBytes(record[index], into: &text)
                        return text
                    }
                    try rejections.add(cells: cells, line: record.line, column: opened.column, reason: refusal.reason)
                }
            }
        }
    }

    private struct Refusal: Error {
        let reason: String
    }

    private static func address(
        in record: Record, _ column: Int, _ decoder: CellDecoder
    ) -> Result<RepairedAddress, Refusal> {
        if let defect = record.defect { return .failure(Refusal(reason: defect.description)) }
        guard column < record.fieldCount else { return .failure(Refusal(reason: "there is no address in this row")) }
        var cell: [UInt8] = []
        do {
            try decoder.decode(record[column], into: &cell)
            return .success(try cell.withUnsafeBufferPointer { try EmailAddress.repairing($0) })
        } catch let problem as AddressProblem {
            return .failure(Refusal(reason: problem.description))
        } catch {
            return .failure(Refusal(reason: "\(error)"))
        }
    }
}

/// What is wrong with a file, told with its name.
enum FileReading {
    static func naming<Value: ~Copyable>(_ file: String, _ step: () throws -> Value) throws -> Value {
        do {
            return try step()
        } catch let error as IntakeError {
            throw Failure(error, in: file)
        } catch let error as MappingError {
            switch error {
            case .noAddressColumn, .noHeader: throw Failure(.badData, "\(file): \(error)")
            default: throw Failure(.usage, "\(file): \(error)")
            }
        }
    }
}
