import Consent
import Crypto
import Engines
import Postgres
import Store

/// An export that survives a crash: who is on the send list is committed before the first byte is written, and a later
/// run of the same request writes the same bytes.
///
/// The first step rehearses the whole export: people, the bases that rows say, and the digest of every file are in the
/// database then. The second writes the files from the frozen people with their data of now; if a digest differs, because
/// the data of a contact changed meanwhile, nothing is written.
struct FrozenExport {
    private let plan: ExportPlan
    private let store: Store
    private let keys: Keys

    init(_ plan: ExportPlan, store: Store, keys: Keys) {
        self.plan = plan
        self.store = store
        self.keys = keys
    }

    func run(progress: (Int) -> Void) throws -> ExportReport {
        let request = plan.request.text
        if let unfinished = try store.unfinishedSendList(request: request) {
            if let report = try published(unfinished) { return report }
            try plan.place.checkIsFree()
            let notes = ["going on with send list \(unfinished.id), which was cut off: recheck it before sending"]
            return try finish(unfinished, notes: notes, progress: progress)
        }
        try plan.place.checkIsFree()
        var notes: [String] = []
        try store.transaction(.repeatableRead) {
            try store.allowLongStatements()
            var manifest = try plan.begin(store)
            let bundle = try Bundle(plan.place, sendList: manifest.sendList, encryption: nil, isRehearsal: true)
            let written = try plan.write(&manifest, store: store, keys: keys, to: bundle, freezing: true) { _ in }
            notes = written.notes
            try store.freezeSendList(
                manifest.sendList, request: request, draft: try SignedManifest.draft(manifest),
                skipped: written.skipped, recipients: manifest.recipients, excluded: manifest.excluded.jsonObject)
        }
        guard let frozen = try store.unfinishedSendList(request: request) else {
            throw Failure(.busy, "another run of this export finished meanwhile: see lists export ls")
        }
        return try finish(frozen, notes: notes, progress: progress)
    }

    private func finish(
        _ frozen: UnfinishedSendList, notes: [String], progress: (Int) -> Void
    ) throws -> ExportReport {
        try store.transaction(.repeatableRead) {
            try store.allowLongStatements()
            var manifest = try draft(frozen)
            let bundle = try Bundle(plan.place, sendList: frozen.id, encryption: plan.encryption)
            let job = try SendListJob(manifest, store: store, keys: keys)
            var writer = try job.writer(to: bundle)
            try store.openFrozenRecipients(of: frozen.id, saying: job.details)
            let reader = RecipientReader(store: store, details: job.details, hasPlace: true, sieve: nil, keeper: nil)
            try reader.forEach { batch in
                try writer.write(batch)
                progress(writer.tally.recipients)
            }
            let files = try writer.finish()
            guard files.map(\.plain) == manifest.files.filter({ $0.role == nil }).map(\.sha256) else {
                throw Failure(
                    .badData,
                    "the data of contacts changed since send list \(frozen.id) was frozen, so the same bytes cannot be "
                        + "written: export again without --resume")
            }
            manifest.files = files.map(\.file)
            if let file = try ExportPlan.writeSkipped(frozen.skipped, to: bundle) { manifest.files.append(file) }
            let signed = try SignedManifest.encode(manifest, signedBy: keys.manifest)
            try plan.fixHeaderIDs(store)
            try store.finishSendList(
                frozen.id, recipients: manifest.recipients, excluded: manifest.excluded.jsonObject, manifest: signed)
            // Before the commit: if that fails, the next run finds the files whole and notes that they are there.
            try bundle.finish(manifest: signed)()
            return plan.report(manifest, bundle: bundle, notes: notes)
        }
    }

    /// The report of a send list whose files were published when the run was cut off.
    private func published(_ frozen: UnfinishedSendList) throws -> ExportReport? {
        let path = plan.place.manifestPath(sendList: frozen.id)
        guard let bytes = try? FileBytes.whole(path, limit: 1 << 20, unlike: "this is no manifest"),
            let manifest = try? SignedManifest.decode(bytes, signedBy: keys.manifest.publicKey),
            manifest.sendList == frozen.id
        else { return nil }
        try store.transaction {
            try plan.fixHeaderIDs(store)
            try store.finishSendList(
                frozen.id, recipients: manifest.recipients, excluded: manifest.excluded.jsonObject,
                manifest: String(decoding: bytes, as: UTF8.self))
        }
        let bundle = try Bundle(plan.place, sendList: frozen.id, encryption: nil, replaces: true, isRehearsal: true)
        return plan.report(manifest, bundle: bundle, notes: ["send list \(frozen.id) was written already"])
    }

    private func draft(_ frozen: UnfinishedSendList) throws -> Manifest {
        do throws(SignedManifest.Problem) {
            return try SignedManifest.manifest(ofDraft: frozen.draft)
        } catch {
            throw Failure(.bug, "the frozen manifest of send list \(frozen.id) cannot be read; please report this")
        }
    }
}
