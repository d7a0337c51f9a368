import Consent
import Engines
import Store

/// What is needed to write the files of a send list again: all of it stands in the manifest.
struct SendListJob {
    let engine: any EngineFormat.Type
    let job: EngineJob
    let listIDs: [ListID]
    let links: LinkWriter
    let isSharded: Bool
    private let writesBasis: Bool
    let encryption: Encryption?

    /// Throws a `Failure` if this program does not know the engine or the database the lists.
    init(_ manifest: Manifest, store: Store, keys: Keys) throws {
        guard let engine = Engines.named(manifest.engine) else {
            throw Failure(.badData, "the manifest names an engine that this program does not know: \(manifest.engine)")
        }
        self.engine = engine
        var options: [EngineOption: String] = [:]
        for (name, value) in manifest.options ?? [:] { options[EngineOption(rawValue: name) ?? .from] = value }
        do throws(EngineProblem) {
            job = EngineJob(
                sendList: manifest.sendList, isMarketing: manifest.list.stream == Stream.marketing.rawValue,
                fields: try MergeField.parse(own: manifest.mergeFields ?? []), options: options)
        } catch {
            throw Failure(error, engine: engine.name)
        }
        let lists = try manifest.allLists.map { (id: try store.list($0.slug).id, headerID: $0.listID) }
        listIDs = lists.map(\.id)
        links = LinkWriter(
            tokens: keys.tokens, sendList: manifest.sendList, lists: lists, baseURL: manifest.baseURL,
            bounceDomain: engine.policy.required.contains(.bounceDomain) ? options[.bounceDomain] : nil,
            hasLinks: engine.policy.hasLinks)
        isSharded = manifest.shards != nil
        writesBasis = manifest.fields.contains("basis")
        encryption = try manifest.encryption.map { try Encryption(to: $0.recipients) }
    }

    /// What the rows of the files say of a person besides what they always say.
    var details: RecipientDetails {
        var details = RecipientDetails()
        details.basis = writesBasis
        if job.fields.contains(where: \.isAttribute) { details.attributes = .document }
        return details
    }

    /// The same, with texts instead of a document where that costs less: the engine wants them, and few are lists, of which
    /// a text does not tell all.
    func details(asking store: Store) throws -> RecipientDetails {
        var details = details
        let attributes = MergeField.attributes(of: job.fields)
        if engine.readsTexts, (1...100).contains(attributes.count), try !store.oftenHoldsLists(in: attributes) {
            details.attributes = .texts(attributes)
        }
        return details
    }

    func writer(to bundle: Bundle) throws -> SendListWriter {
        try SendListWriter(engine, job, links: links, isSharded: isSharded, to: bundle)
    }
}
