import Consent
import Postgres
import Store

/// A file as the store sees it: rows for staging and what the import declares.
struct ImportedFile {
    var list: MailingList
    var source = "crm"
    var mode = RunDeclaration.Mode.contacts
    var rows: [StagedContact]
    var basis: Basis? = .transaction
    var obtainedAt: Instant? = Desk.at(0)
    var allowLift = false
    var clearEmpty = false

    init(_ mode: RunDeclaration.Mode = .contacts, _ list: MailingList, _ rows: [StagedContact]) {
        self.mode = mode
        self.list = list
        self.rows = rows
    }

    /// A row about somebody; rows are numbered as they stand in the file.
    static func row(
        _ person: ContactID, name: String? = nil, attributes: String = "{}", at instant: Instant? = nil,
        asGiven: ContactID? = nil
    ) -> StagedContact {
        let address = "\(person)@example.com"
        var row = StagedContact(contact: person, line: 0, address: address, canonicalAddress: address)
        row.name = name
        row.attributes = Array(attributes.utf8)
        row.occurredAt = instant
        row.asGiven = asGiven
        return row
    }

    /// Imports the file as `lists import` does: one transaction.
    @discardableResult
    func imported(by store: Store) throws -> (run: Int64, plan: RunPlan) {
        try store.transaction {
            var declaration = RunDeclaration(
                list: list, source: try store.source(named: source), mode: mode, actor: "test")
            declaration.basis = mode == .contacts ? basis : nil
            declaration.obtainedAt = obtainedAt
            declaration.allowLift = allowLift
            declaration.clearEmpty = clearEmpty
            let run = try store.beginRun(declaration)
            let staged = try store.stage(source: declaration.source) { writer in
                for (index, row) in rows.enumerated() {
                    var row = row
                    row.line = Int64(index + 2)
                    if mode == .contacts { row.obtainedAt = obtainedAt }
                    try writer.write(row, run: run)
                }
            }
            let plan = try store.planRun(run, rows: staged)
            try store.applyRun(run)
            try store.finishRun(run, counts: [])
            return (run, plan)
        }
    }
}

extension RunPlan {
    /// The counts that a row falls under, and how many rows they are in all.
    var rows: Int { duplicates + protected + added + updated + unchanged }
}
