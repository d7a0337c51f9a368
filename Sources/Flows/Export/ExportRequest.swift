package import Intake

/// What `lists export` was asked to do.
package struct ExportRequest: Sendable {
    package var list: String
    package var selection: Selection
    package var engine: String
    /// A folder, a file that ends like one, or `-` for standard output.
    package var output: String
    /// How long the send list may be used, in seconds.
    package var lifetime: Int64
    /// At most so many people.
    package var limit: Int?
    package var actor: String
    package var baseURL: BaseURL
    /// Where the manifest goes when the output has no place for it.
    package var home: String
    /// Where days begin in a segment; nil for UTC.
    package var zone: LocalZone?

    package init(
        list: String, selection: Selection, engine: String, output: String, lifetime: Int64, limit: Int?, actor: String,
        baseURL: BaseURL, home: String
    ) {
        self.list = list
        self.selection = selection
        self.engine = engine
        self.output = output
        self.lifetime = lifetime
        self.limit = limit
        self.actor = actor
        self.baseURL = baseURL
        self.home = home
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
    package var list: String
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
