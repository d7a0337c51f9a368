package import Consent
import Engines
import Postgres
package import Store

/// Asks of the frozen people of a send list how they stand now: a basis may have run out, which no line of the ledger
/// says, and a click may have been on its way while the list was made.
package struct RecheckFlow {
    /// What was found and done.
    package struct Report: Sendable {
        package var sendList: Int64
        package var lists: [String]
        /// Before.
        package var recipients: Int
        package var removed: Int
        package var reasons: [String: Int]
        /// Where those who must not be mailed any more are listed; nil if nobody asked.
        package var output: String?
        /// Whether the bundle was written anew without them.
        package var applied: Bool
        package var expiresAt: String
    }

    private let manifestPath: String
    private let output: String?
    private let applies: Bool
    private let store: Store
    private let keys: Keys

    /// - Parameters:
    ///   - output: the file for those who must not be mailed any more, `-` for standard output, nil for none.
    ///   - applies: whether to write the bundle anew without them.
    package init(manifest: String, output: String?, applies: Bool, store: Store, keys: Keys) {
        manifestPath = manifest
        self.output = output
        self.applies = applies
        self.store = store
        self.keys = keys
    }

    /// Throws a `Failure` if the bundle is not whole, unchanged and fresh (65), as `export verify` does.
    package func run(now: Instant) throws -> Report {
        let manifest = try ManifestCheck.checked(manifestPath, keys: keys, now: now)
        let place = try checkedPlace(manifest)
        let job = try SendListJob(manifest, store: store, keys: keys)
        for list in manifest.allLists where try store.list(list.slug).archivedAt != nil {
            throw Failure(.badData, "list \(list.slug) was archived: nothing goes out on it")
        }
        let sink = try removalSink()
        var report = Report(
            sendList: manifest.sendList, lists: manifest.allLists.map(\.slug), recipients: manifest.recipients,
            removed: 0, reasons: [:], output: output, applied: false, expiresAt: manifest.expiresAt)
        try store.transaction(.repeatableRead) {
            try store.allowLongStatements()
            try collect(&report, job, to: sink)
            _ = try sink.complete()
            if applies, report.removed > 0, let place {
                try rewrite(manifest, job, at: place, removed: report.removed, now: now)
                report.applied = true
            }
        }
        try sink.publish()
        return report
    }

    private func checkedPlace(_ manifest: Manifest) throws -> BundlePlace? {
        let isGone = manifest.files.contains { $0.path == "-" }
        let place = isGone ? nil : BundlePlace(manifest: manifestPath)
        if applies, place == nil {
            throw Failure(
                .usage, "\(manifestPath): this send list went to standard output: there is no bundle to write anew")
        }
        // The file that stands there would make the bundle one that verify refuses.
        if let output, case .folder(let folder) = place, output.hasPrefix("\(folder)/") {
            throw Failure(.usage, "--output \(output): name a file outside the folder of the send list")
        }
        return place
    }

    private func removalSink() throws -> any ByteSink {
        guard let output else { return NowhereSink() }
        guard output != "-" else { return StandardOutputSink() }
        try BundlePlace.file(output).checkIsFree()
        return try OutputFile(output)
    }

    /// Writes down who must not be mailed any more and, where that is applied, records it.
    private func collect(_ report: inout Report, _ job: SendListJob, to sink: any ByteSink) throws {
        let policy = job.engine.policy
        let form = job.engine.removals
        var bytes: [UInt8] = []
        form.begin(&bytes)
        try store.openRemovals(of: report.sendList, on: job.listIDs)
        while case let removals = try store.nextRemovals(), !removals.isEmpty {
            for removal in removals {
                report.removed += 1
                report.reasons[removal.reason, default: 0] += 1
                form.append(
                    removal.contact, address: removal.address.map(policy.written), reason: removal.reason, to: &bytes)
            }
            if applies { try store.recordRemovals(removals, of: report.sendList) }
            try sink.write(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        try sink.write(bytes)
        try store.closeRemovals()
    }

    /// Writes the bundle anew without those who were recorded as removed, and puts it in place of the old one.
    private func rewrite(
        _ old: Manifest, _ job: SendListJob, at place: BundlePlace, removed: Int, now: Instant
    ) throws {
        let bundle = try Bundle(place, sendList: old.sendList, encryption: job.encryption, replaces: true)
        var writer = try job.writer(to: bundle)
        try store.openRemainingRecipients(of: old.sendList, on: job.listIDs, saying: job.details)
        let reader = RecipientReader(store: store, details: job.details, hasPlace: true, sieve: nil, keeper: nil)
        try reader.forEach { try writer.write($0) }
        var manifest = old
        manifest.files = try writer.finish().map(\.file)
        for file in old.files where file.role == .skipped {
            let copy = try bundle.openSkipped()
            let folder = manifestPath.contains("/") ? manifestPath[...manifestPath.lastIndex(of: "/")!] : ""
            try FileBytes.read(folder + file.path) { try copy.write(Array($0)) }
            manifest.files.append(
                Manifest.File(path: copy.name, rows: file.rows, sha256: try copy.finish().final, role: .skipped))
        }
        manifest.recipients = writer.tally.recipients
        manifest.removed = (old.removed ?? 0) + removed
        manifest.recheckedAt = now.description
        let signed = try SignedManifest.encode(manifest, signedBy: keys.manifest)
        try store.replaceManifest(of: old.sendList, by: signed)
        // Before the commit: if that fails, the people are out of the files and the next recheck finds them again.
        try bundle.finish(manifest: signed)()
    }
}

extension EnginePolicy {
    /// An address as the engine has it.
    fileprivate func written(_ address: [UInt8]) -> [UInt8] {
        address.withUnsafeBufferPointer { bytes in
            guard form(of: bytes) == .quoted else { return address }
            var quoted: [UInt8] = []
            Self.quote(bytes, into: &quoted)
            return quoted
        }
    }
}
