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
        guard let engine = Engines.named(request.engine) else {
            let names = Engines.all.map { $0.name }.joined(separator: ", ")
            throw Failure(.usage, "there is no engine “\(request.engine)”; engines: \(names)")
        }
        let list = try checkedList()
        let selected = try SegmentResolver(store: store, now: now, zone: request.zone).resolve(request.selection)
        let listID = list.headerID ?? "\(list.slug).\(request.baseURL.host)"
        let format = engine.init(attributes: try store.attributeNames(), listID: "<\(listID)>")

        var publish: () throws -> Void = {}
        let report = try store.transaction(.repeatableRead) {
            try store.allowLongStatements()
            let draft = SendListDraft(
                list: list.id, segment: selected.name, expression: selected.expression, engine: request.engine,
                fields: format.fields, actor: request.actor, lifetime: request.lifetime)
            let sendList = try store.beginSendList(draft)
            let bundle = try Bundle(
                output: request.output, fileName: engine.fileName, home: request.home, sendList: sendList.id)
            try store.openRecipients(of: list.id, in: selected.predicate, at: sendList.asOf)
            let tally = try write(format, list: list, sendList: sendList.id, to: bundle, progress: progress)
            let file = ExportReport.File(path: bundle.dataPath, rows: tally.recipients, sha256: bundle.sha256)
            let manifest = Manifest(
                test: request.baseURL.isTest, sendList: sendList.id,
                list: Manifest.List(
                    slug: list.slug, name: list.name, stream: list.stream.rawValue, listID: listID,
                    senderName: list.sender.name, senderAddress: list.sender.address,
                    senderContact: list.sender.contact,
                    complaintContact: list.sender.complaintContact),
                segment: selected.name, expression: selected.expression, engine: request.engine, fields: format.fields,
                asOf: sendList.asOf.description, expiresAt: sendList.expiresAt.description,
                recipients: tally.recipients,
                excluded: tally.excluded,
                files: [Manifest.File(path: bundle.dataName, rows: file.rows, sha256: file.sha256)],
                baseURL: request.baseURL.text, actor: request.actor)
            let signed = try SignedManifest.encode(manifest, signedBy: keys.manifest)
            if !request.baseURL.isTest { try store.fixHeaderID(of: list.id, to: listID) }
            try store.finishSendList(
                sendList.id, recipients: tally.recipients, excluded: tally.excluded.jsonObject, manifest: signed)
            publish = try bundle.finish(manifest: signed)
            return ExportReport(
                sendList: sendList.id, list: list.slug, recipients: tally.recipients, excluded: tally.excluded,
                files: [file], manifest: bundle.manifestPath, asOf: manifest.asOf, expiresAt: manifest.expiresAt,
                notes: selected.notes + remarks(tally, selected))
        }
        // A file that can be seen is always one that the database knows of.
        try publish()
        return report
    }

    private struct Tally {
        var recipients = 0
        var excluded: [String: Int] = [:]
    }

    private func checkedList() throws -> MailingList {
        let list = try store.list(request.list)
        if list.archivedAt != nil { throw Failure(.usage, "list \(list.slug) is archived: nothing goes out on it") }
        let missing = list.stream == .marketing ? list.sender.missing : []
        guard missing.isEmpty else {
            throw Failure(
                .configuration,
                "the sender profile of \(list.slug) lacks \(missing.joined(separator: ", ")): "
                    + "every mail must name its sender; lists list set \(list.slug) \(missing[0]) …")
        }
        return list
    }

    private func write(
        _ format: any EngineFormat, list: MailingList, sendList: Int64, to bundle: Bundle, progress: (Int) -> Void
    ) throws -> Tally {
        var format = format
        var tally = Tally()
        var reasons: [[UInt8]: Int] = [:]
        var leftOut = 0
        let limit = request.limit ?? .max
        var output: [UInt8] = []
        format.begin(&output)
        // The link of everybody differs in its last 64 characters only.
        let prefix = Array("\(request.baseURL.text)/u/".utf8)
        var link = prefix + [UInt8](repeating: 0, count: Token.textLength)
        let reader = RecipientReader(store: store, sendList: sendList, limit: limit)
        try reader.forEach { batch in
            for row in 0..<batch.count {
                guard batch.isSendable(row) else {
                    reasons[Array(batch.reason(row)), default: 0] += 1
                    continue
                }
                guard tally.recipients < limit else {
                    leftOut += 1
                    continue
                }
                tally.recipients += 1
                let contact = batch.contact(row)
                link.withUnsafeMutableBufferPointer { link in
                    keys.tokens.write(
                        Token(contact: contact, scope: .list(list.id), sendList: sendList),
                        to: link.baseAddress! + prefix.count)
                }
                link.withUnsafeBufferPointer { link in
                    let recipient = Recipient(
                        contact: contact, address: batch.address(row), name: batch.name(row),
                        locale: batch.locale(row), attributes: batch.attributes(row), basis: batch.basis(row),
                        unsubscribeURL: link)
                    format.append(recipient, to: &output)
                }
            }
            try bundle.write(output)
            output.removeAll(keepingCapacity: true)
            progress(tally.recipients)
        }
        format.end(&output)
        try bundle.write(output)
        for (reason, count) in reasons { tally.excluded[String(decoding: reason, as: UTF8.self)] = count }
        if leftOut > 0 { tally.excluded["limit"] = leftOut }
        return tally
    }

    private func remarks(_ tally: Tally, _ selected: SegmentResolver.Resolved) -> [String] {
        guard tally.recipients == 0 else { return [] }
        return tally.excluded.isEmpty
            ? ["nobody is on the list and in the segment: the send list is empty"]
            : ["nobody of those selected may be mailed: the send list is empty"]
    }
}

extension [String: Int] {
    /// A JSON object with sorted members.
    package var jsonObject: String {
        "{" + sorted { $0.key < $1.key }.map { "\(JSONText.quoted($0.key)):\($0.value)" }.joined(separator: ",") + "}"
    }
}
