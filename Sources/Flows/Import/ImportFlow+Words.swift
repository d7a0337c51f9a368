import Consent
import Intake
import Store

/// What the person said of the import, and what follows from it.
extension ImportFlow {
    /// Throws a `Failure` (64) if something is missing or does not go together.
    func check(_ list: MailingList) throws {
        if list.archivedAt != nil { throw Failure(.usage, "list \(list.slug) is archived: nothing can join it") }
        if request.mode == .optOut, request.evidence != nil {
            throw Failure(.usage, "--evidence is for contacts and --as opt-in: a no needs no proof")
        }
        if request.mode != .optIn, request.allowLift { throw Failure(.usage, "--allow-lift is for --as opt-in") }
        switch request.mode {
        case .contacts: try checkBasis(list)
        case .optOut: break
        case .optIn:
            switch request.obtainedAt {
            case .instant, .column: break
            case .unknown, nil:
                throw Failure(.usage, "say when people opted in: --obtained-at column:NAME, or a date for all")
            }
        }
    }

    private func checkBasis(_ list: MailingList) throws {
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

    /// Which column is what: by what was said now, then by the mapping kept earlier, then by the names of the columns.
    func mapping(of header: HeaderRow) throws -> HeaderMapping {
        let kept = try request.mapping.map { name in
            try store.mapping(name).map { ColumnAssignment(field: $0.field, column: $0.column) }
        }
        let said = Set(request.assignments.compactMap { ContactField(named: $0.field) })
        let assignments =
            request.assignments
            + (kept ?? []).filter { assignment in
                ContactField(named: assignment.field).map { !said.contains($0) } ?? true
            }
        let mapping = try reading {
            try HeaderMapping(
                header, assignments: assignments,
                unnamed: request.ignoresStatus || request.mode != .contacts ? [.status] : [])
        }
        if request.mode == .optIn, request.evidence == nil, mapping.index(of: .evidence) == nil {
            throw Failure(.usage, "say what proves the opt-ins: --map evidence=COLUMN, or --evidence TEXT for all")
        }
        return mapping
    }

    /// How the rows are read.
    func rules(_ mapping: HeaderMapping) throws -> RowRules {
        var column: Int?
        var date: Instant?
        switch request.obtainedAt {
        case .instant(let instant): date = instant
        case .column(let name): column = try reading { try mapping.header.index(of: name) }
        case .unknown, nil: break
        }
        return RowRules(
            mode: request.mode, dateColumn: column, date: date, evidence: request.evidence,
            clearEmpty: request.clearEmpty, zone: request.zone)
    }

    /// What the run says of itself.
    func declaration(
        _ list: MailingList, _ file: OpenedFile, _ mapping: HeaderMapping, fileSHA256: [UInt8]
    ) throws -> RunDeclaration {
        var declaration = RunDeclaration(
            list: list, source: try store.source(named: request.source), mode: request.mode, actor: request.actor)
        declaration.basis = request.basis
        if case .instant(let instant) = request.obtainedAt { declaration.obtainedAt = instant }
        declaration.clearEmpty = request.clearEmpty
        declaration.allowLift = request.allowLift
        declaration.fileName = request.file
        declaration.fileSHA256 = fileSHA256
        declaration.fileBytes = file.size
        declaration.inputFormat = file.format
        declaration.encoding = file.encoding.rawValue
        let columns = mapping.columnNames.sorted { $0.key < $1.key }
        declaration.mapping =
            "{" + columns.map { "\"\($0.key)\":\(JSONText.quoted($0.value))" }.joined(separator: ",") + "}"
        return declaration
    }
}
