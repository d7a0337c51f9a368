package import Consent
import Engines
import Postgres
package import Store

/// An export: the people of a list who may be mailed, taken in one snapshot, written for an engine, signed.
package struct ExportFlow {
    private let request: ExportRequest
    private let store: Store
    private let keys: Keys

    package init(_ request: ExportRequest, store: Store, keys: Keys) {
        self.request = request
        self.store = store
        self.keys = keys
    }

    /// Runs the export. `progress` hears how many people were written, now and then.
    package func run(now: Instant, progress: (Int) -> Void = { _ in }) throws -> ExportReport {
        let plan = try ExportPlan(request, store: store, now: now)
        if request.resumes {
            return try FrozenExport(plan, store: store, keys: keys).run(progress: progress)
        }
        try plan.place.checkIsFree()
        var publish: () throws -> Void = {}
        let report = try store.transaction(.repeatableRead) {
            try store.allowLongStatements()
            var manifest = try plan.begin(store)
            let bundle = try Bundle(plan.place, sendList: manifest.sendList, encryption: plan.encryption)
            let written = try plan.write(&manifest, store: store, keys: keys, to: bundle, progress: progress)
            let signed = try SignedManifest.encode(manifest, signedBy: keys.manifest)
            try plan.fixHeaderIDs(store)
            try store.finishSendList(
                manifest.sendList, recipients: manifest.recipients, excluded: manifest.excluded.jsonObject,
                manifest: signed)
            publish = try bundle.finish(manifest: signed)
            return plan.report(manifest, bundle: bundle, notes: written.notes)
        }
        // A file that can be seen is always one that the database knows of.
        try publish()
        return report
    }
}

extension ExportPlan {
    /// Enters the send list and drafts its manifest.
    func begin(_ store: Store) throws -> Manifest {
        let made = try store.beginSendList(
            SendListDraft(
                lists: lists.map(\.id), segment: selected.name, expression: selected.expression, engine: engine.name,
                fields: try format(sendList: 0).fields, actor: request.actor, lifetime: request.lifetime))
        var manifest = Manifest(
            test: request.baseURL.isTest, sendList: made.id, lists: lists.map { described($0) },
            segment: selected.name, expression: selected.expression, engine: engine.name,
            fields: try format(sendList: made.id).fields, asOf: made.asOf.description,
            expiresAt: made.expiresAt.description, baseURL: request.baseURL.text, actor: request.actor)
        manifest.footer =
            lists[0].stream == .marketing ? lists.map(\.sender.footer).unique.joined(separator: "\n\n") : nil
        manifest.mergeFields = fields.map(\.text)
        let options = request.options.filter { (engine.policy.required + engine.policy.optional).contains($0.key) }
        if !options.isEmpty {
            manifest.options = Dictionary(uniqueKeysWithValues: options.map { ($0.key.rawValue, $0.value) })
        }
        manifest.limit = request.limit
        manifest.holdout = holdout
        manifest.shards = request.perHour.map(Manifest.Shards.init(perHour:))
        manifest.encryption = encryption.map { Manifest.Encryption(tool: $0.tool.rawValue, recipients: $0.recipients) }
        return manifest
    }

    /// Streams everybody through the sieve and writes who is mailed. Completes the manifest with files and counts.
    func write(
        _ manifest: inout Manifest, store: Store, keys: Keys, to bundle: Bundle, freezing: Bool = false,
        progress: (Int) -> Void
    ) throws -> (notes: [String], skipped: String, digests: [String]) {
        guard let asOf = Instant(rfc3339: manifest.asOf) else { preconditionFailure("an instant reads its own text") }
        let isSeveral = lists.count > 1
        let job = try SendListJob(manifest, store: store, keys: keys)
        let details = try job.details(asking: store)
        let people = try store.beside()
        if isSeveral {
            try people.openRecipients(ofSeveral: lists.map(\.id), in: selected.predicate, at: asOf, saying: details)
        } else {
            try people.openRecipients(of: lists[0].id, in: selected.predicate, at: asOf, saying: details)
        }
        let sieve = RecipientSieve(
            policy: engine.policy, holdout: try holdout.map { try Holdout(share: $0.share, seed: $0.seed) },
            limit: request.limit, schedule: request.perHour.map(DomainSchedule.init(perHour:)))
        let keeper = RecipientKeeper(
            store: store, sendList: manifest.sendList, hasPlaces: isSeveral, hasHours: request.perHour != nil,
            hasBases: freezing && details.basis)
        var writer = try job.writer(to: bundle)
        let reader = RecipientReader(
            store: people, details: details, hasPlace: isSeveral, sieve: sieve, keeper: keeper)
        try reader.forEach { batch in
            try writer.write(batch)
            progress(writer.tally.recipients)
        }
        let files = try writer.finish()
        manifest.recipients = writer.tally.recipients
        manifest.excluded = writer.tally.excluded
        manifest.files = files.map(\.file)
        let skipped = String(decoding: writer.skipped, as: UTF8.self)
        if let file = try Self.writeSkipped(skipped, to: bundle) { manifest.files.append(file) }
        return (notes: notes(manifest), skipped: skipped, digests: files.map(\.plain))
    }

    /// Writes who was left out because the engine cannot carry them, if there is anybody.
    static func writeSkipped(_ lines: String, to bundle: Bundle) throws -> Manifest.File? {
        guard !lines.isEmpty else { return nil }
        let file = try bundle.openSkipped()
        try file.write(Array("contact_id,reason\r\n\(lines)".utf8))
        return Manifest.File(
            path: file.name, rows: lines.utf8.count { $0 == 0x0A }, sha256: try file.finish().final, role: .skipped)
    }

    func fixHeaderIDs(_ store: Store) throws {
        guard !request.baseURL.isTest else { return }
        for list in lists { try store.fixHeaderID(of: list.id, to: headerID(of: list)) }
    }

    func report(_ manifest: Manifest, bundle: Bundle, notes: [String]) -> ExportReport {
        ExportReport(
            sendList: manifest.sendList, lists: lists.map(\.slug), recipients: manifest.recipients,
            excluded: manifest.excluded,
            files: manifest.files.map {
                ExportReport.File(path: bundle.path(of: $0.path), rows: $0.rows, sha256: $0.sha256)
            },
            manifest: bundle.manifestPath, asOf: manifest.asOf, expiresAt: manifest.expiresAt, notes: notes)
    }

    private func described(_ list: MailingList) -> Manifest.List {
        Manifest.List(
            slug: list.slug, name: list.name, stream: list.stream.rawValue, listID: headerID(of: list),
            senderName: list.sender.name, senderAddress: list.sender.address, senderContact: list.sender.contact,
            complaintContact: list.sender.complaintContact)
    }

    private func notes(_ manifest: Manifest) -> [String] {
        var notes = selected.notes
        if manifest.recipients == 0 {
            notes.append(
                manifest.excluded.isEmpty
                    ? "nobody is on the list and in the segment: the send list is empty"
                    : "nobody of those selected may be mailed: the send list is empty")
        }
        if engine.policy.warns { notes.append("\(engine.name): \(engine.policy.remark)") }
        if let skipped = manifest.excluded[RecipientSieve.Fate.engineCannot.reason] {
            notes.append("\(engine.name) cannot carry the addresses of \(skipped): see skipped.csv")
        }
        let hours = manifest.files.compactMap(\.hour).max().map { $0 + 1 } ?? 0
        if Int64(hours) * 3600 > request.lifetime {
            notes.append("the files last \(hours) hours, but the send list expires before: recheck, or take --expires")
        }
        return notes
    }
}

extension SenderProfile {
    /// What a mail says of its sender, a line each.
    var footer: String {
        [name, address, contact, complaintContact].compactMap { $0 }.joined(separator: "\n")
    }
}

extension [String] {
    /// Each once, in order.
    fileprivate var unique: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}

extension [String: Int] {
    /// A JSON object with sorted members.
    package var jsonObject: String {
        "{" + sorted { $0.key < $1.key }.map { "\(JSONText.quoted($0.key)):\($0.value)" }.joined(separator: ",") + "}"
    }
}
