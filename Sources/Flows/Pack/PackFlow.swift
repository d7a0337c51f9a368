package import Consent
package import Crypto
import Postgres
package import Proof
package import Store

/// Makes an evidence pack: for a regulator's question, per address when and how it came to be mailed, under which wording
/// or which exemption of the law.
package struct PackFlow {
    private let store: Store
    private let key: Curve25519.Signing.PrivateKey
    private let actor: String

    /// What was made.
    package struct Report: Sendable {
        package struct File: Sendable {
            package var path: String
            package var rows: Int
            package var sha256: String
        }

        package var list: String
        package var addresses: Int
        package var reasons: [String: Int]
        package var bases: [String: Int]
        package var asOf: Instant
        /// The seal made last, and its root.
        package var seal: Seal?
        package var files: [File]
        package var manifest: String
    }

    package init(store: Store, key: Curve25519.Signing.PrivateKey, actor: String) {
        self.store = store
        self.key = key
        self.actor = actor
    }

    /// Writes the pack of a list to a new folder, as of one snapshot. `progress` hears how many addresses were written.
    package func run(list slug: String, to output: String, progress: (Int) -> Void = { _ in }) throws -> Report {
        let list = try store.list(slug)
        let folder = try DraftFolder(output)
        var report = try store.transaction(.repeatableRead) {
            try store.allowLongStatements()
            return try write(list, to: folder, progress)
        }
        try folder.publish()
        report.files = report.files.map { file in
            Report.File(path: "\(output)/\(file.path)", rows: file.rows, sha256: file.sha256)
        }
        report.manifest = "\(output)/\(report.manifest)"
        return report
    }

    private func write(_ list: MailingList, to folder: DraftFolder, _ progress: (Int) -> Void) throws -> Report {
        let scene = try store.sealScene()
        let notices = try store.notices(of: list)
        var writer = PackWriter(csv: try folder.file("addresses.csv"), json: try folder.file("addresses.json"))
        try store.openPack(of: list, at: scene.now)
        while case let batch = try store.nextOfPack(), batch.count > 0 {
            try writer.append(batch)
            progress(writer.count)
        }
        let hashes = try writer.finish()
        var report = Report(
            list: list.slug, addresses: writer.count, reasons: writer.reasons, bases: writer.bases, asOf: scene.now,
            seal: try store.lastSeal()?.seal,
            files: [
                .init(path: "addresses.csv", rows: writer.count, sha256: hashes.csv),
                .init(path: "addresses.json", rows: writer.count, sha256: hashes.json),
            ], manifest: "manifest.json")
        func add(_ name: String, rows: Int, _ text: String) throws {
            let file = try folder.file(name)
            try file.write(Array(text.utf8))
            report.files.append(.init(path: name, rows: rows, sha256: try file.finish()))
        }
        let kept = JSONValue.array(notices.map(\.json))
        try add(
            "notices.json", rows: notices.count, String(decoding: SignedDocument.canonical(kept), as: UTF8.self) + "\n")
        let summary = PackSummary(list: list, report: report, notices: notices, laws: try store.laws(), actor: actor)
        try add("summary.md", rows: summary.text.split(separator: "\n").count, summary.text)
        let manifest = try folder.file("manifest.json")
        let members = PackManifest.members(report, list, installation: scene.installation, actor: actor)
        try manifest.write(Array(try SignedDocument.encode(members, signedBy: key).utf8))
        _ = try manifest.finish()
        return report
    }
}
