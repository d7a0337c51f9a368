package import Engines
package import Intake

/// What `lists export` was asked to do.
package struct ExportRequest: Sendable {
    /// Slugs, in the order that decides which list puts a person on the send list.
    package var lists: [String]
    package var selection: Selection
    package var engine: String
    /// A folder, a file that ends like one, or `-` for standard output.
    package var output: String
    /// How long the send list may be used, in seconds.
    package var lifetime: Int64
    package var actor: String
    package var baseURL: BaseURL
    /// Where the manifest goes when the output has no place for it.
    package var home: String
    /// Where days begin in a segment; nil for UTC.
    package var zone: LocalZone?
    /// At most so many people.
    package var limit: Int?
    /// The merge fields as typed; nil for those that the engine has by default.
    package var fields: [String]?
    package var options: [EngineOption: String] = [:]
    /// The share of people to leave out by lot, such as `5%`, and the seed if it is to be an earlier one.
    package var holdout: (share: String, seed: String?)?
    /// A file for every hour, each with at most so many people of one domain.
    package var perHour: Int?
    /// For whom alone the files are to be readable; empty for no encryption.
    package var encryptTo: [String] = []
    /// Whether to freeze the people first and go on where an earlier run of the same request was cut off.
    package var resumes = false

    package init(
        lists: [String], selection: Selection, engine: String, output: String, lifetime: Int64, actor: String,
        baseURL: BaseURL, home: String
    ) {
        self.lists = lists
        self.selection = selection
        self.engine = engine
        self.output = output
        self.lifetime = lifetime
        self.actor = actor
        self.baseURL = baseURL
        self.home = home
    }

    /// The request as a text that is the same for the same request.
    var text: String {
        let values: [(String, String)] = [
            ("actor", actor), ("base_url", baseURL.text), ("encrypt_to", encryptTo.joined(separator: " ")),
            ("engine", engine), ("fields", fields?.joined(separator: ",") ?? ""),
            ("holdout", holdout.map { "\($0.share) \($0.seed ?? "")" } ?? ""), ("lifetime", "\(lifetime)"),
            ("limit", limit.map(String.init) ?? ""), ("lists", lists.joined(separator: ",")),
            ("options", options.map { "\($0.key.rawValue)=\($0.value)" }.sorted().joined(separator: "\n")),
            ("output", output), ("per_hour", perHour.map(String.init) ?? ""), ("selection", "\(selection)"),
        ]
        return values.map { "\($0): \($1)" }.joined(separator: "\n")
    }
}

/// Which contacts of a list: all, a saved segment, or an expression.
package enum Selection: Sendable, Equatable {
    case everybody
    case segment(String)
    case expression(String)
}

/// What an export made.
package struct ExportReport: Sendable {
    package var sendList: Int64
    /// The slugs.
    package var lists: [String]
    package var recipients: Int
    package var excluded: [String: Int]
    package var files: [File]
    package var manifest: String
    package var asOf: String
    package var expiresAt: String
    /// How a segment was read, and other remarks for the person.
    package var notes: [String]

    package struct File: Sendable {
        package var path: String
        package var rows: Int
        package var sha256: String
    }
}
