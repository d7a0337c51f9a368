import Consent
import Engines
import Store

/// Writes the people of a send list as an engine takes them: one file, or one for every hour.
struct SendListWriter {
    /// What was written and what was left out.
    struct Tally {
        var recipients = 0
        var excluded: [String: Int] = [:]
    }

    /// A file and the format's state in it.
    private final class Part {
        let file: BundleFile
        let hour: Int?
        private(set) var rows = 0
        private var format: any EngineFormat
        private var output: [UInt8] = []
        /// What is hashed and written at once is still in the processor's cache: copying it costs half.
        private static let piece = 256 * 1024

        init(_ file: BundleFile, _ format: any EngineFormat, hour: Int?) {
            self.file = file
            self.format = format
            self.hour = hour
            self.format.begin(&output)
        }

        func append(_ recipient: Recipient) throws {
            rows += 1
            try format.append(recipient, to: &output)
            if output.count >= Self.piece { try flush() }
        }

        private func flush() throws {
            try file.write(output)
            output.removeAll(keepingCapacity: true)
        }

        func end() throws -> (file: Manifest.File, plain: String) {
            format.end(&output)
            try flush()
            let digests = try file.finish()
            return (
                file: Manifest.File(path: file.name, rows: rows, sha256: digests.final, hour: hour),
                plain: digests.plain
            )
        }
    }

    private(set) var tally = Tally()
    /// Ids of those whom the engine cannot carry, as the lines of a CSV file.
    private(set) var skipped: [UInt8] = []

    private let engine: any EngineFormat.Type
    private let job: EngineJob
    private let bundle: Bundle
    private let links: LinkWriter
    private let isSharded: Bool
    private let policy: EnginePolicy
    private var parts: [Part?] = []
    private var quoted: [UInt8] = []
    private var texts: [UnsafeBufferPointer<UInt8>?] = []
    private var reasons: [[UInt8]: Int] = [:]
    private var fates: [RecipientSieve.Fate: Int] = [:]
    private var unwritable = UnwritableRows()

    init(
        _ engine: any EngineFormat.Type, _ job: EngineJob, links: LinkWriter, isSharded: Bool, to bundle: Bundle
    ) throws {
        self.engine = engine
        self.job = job
        self.links = links
        self.isSharded = isSharded
        self.bundle = bundle
        policy = engine.policy
        if !isSharded { try open(0) }
    }

    mutating func write(_ batch: SortedBatch) throws {
        for row in 0..<batch.rows.count {
            let fate = batch.fates[row]
            switch fate {
            case .mailed: try write(batch, row)
            case .forbidden: reasons[Array(batch.rows.reason(row)), default: 0] += 1
            case .engineCannot:
                fates[fate, default: 0] += 1
                skipped += Array("\(batch.rows.contact(row)),engine_cannot\r\n".utf8)
            case .heldOut, .beyondLimit: fates[fate, default: 0] += 1
            }
        }
    }

    /// Ends all files. Answers them as the manifest names them, with the digest of what the engine reads and of what
    /// was written before any encryption. Throws a `Failure` (65) that lists the rows that the format cannot hold.
    mutating func finish() throws -> [(file: Manifest.File, plain: String)] {
        try unwritable.check(engine.name, job.options)
        for (reason, count) in reasons { tally.excluded[String(decoding: reason, as: UTF8.self)] = count }
        for (fate, count) in fates { tally.excluded[fate.reason] = count }
        defer { parts = [] }
        return try parts.compactMap { try $0?.end() }
    }

    private mutating func write(_ batch: SortedBatch, _ row: Int) throws {
        let hour = batch.hour(row)
        let part = try hour < parts.count ? parts[hour] ?? open(hour) : open(hour)
        let rows = batch.rows
        tally.recipients += 1
        let address = rows.address(row)
        let isQuoted = policy.form(of: address) == .quoted
        if isQuoted { EnginePolicy.quote(address, into: &quoted) }
        let hasTexts = rows.hasTexts(row)
        if hasTexts {
            while texts.count < rows.textCount { texts.append(nil) }
            for attribute in 0..<rows.textCount { texts[attribute] = rows.text(row, attribute) }
        }
        do {
            try links.withLinks(of: rows.contact(row), place: rows.place(row)) { link, listID, envelopeSender in
                try quoted.withUnsafeBufferPointer { quoted in
                    try texts.withUnsafeBufferPointer { texts in
                        let recipient = Recipient(
                            contact: rows.contact(row), address: isQuoted ? quoted : address, name: rows.name(row),
                            locale: rows.locale(row), attributes: rows.attributes(row), basis: rows.basis(row),
                            unsubscribeURL: link, listID: listID, envelopeSender: envelopeSender,
                            texts: hasTexts ? texts : nil)
                        try part.append(recipient)
                    }
                }
            }
        } catch let value as UnwritableValue {
            unwritable.add(row: tally.recipients, contact: rows.contact(row), field: value.field)
        }
    }

    @discardableResult
    private mutating func open(_ hour: Int) throws -> Part {
        var name = engine.fileName
        if isSharded, let dot = name.lastIndex(of: ".") {
            let digits = String(hour)
            name = name[..<dot] + "-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits + name[dot...]
        }
        while parts.count <= hour { parts.append(nil) }
        let part = Part(try bundle.open(name), try engine.init(job), hour: isSharded ? hour : nil)
        parts[hour] = part
        return part
    }
}

extension RecipientSieve.Fate {
    /// What counts call it.
    var reason: String {
        switch self {
        case .mailed: "subscribed"
        case .forbidden: "forbidden"
        case .heldOut: "holdout"
        case .engineCannot: "engine_cannot"
        case .beyondLimit: "limit"
        }
    }
}
