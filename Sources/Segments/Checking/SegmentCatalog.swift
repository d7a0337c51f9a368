package import Consent

/// What an expression may ask for by name. It is handed in, so that checking needs no database.
package struct SegmentCatalog: Sendable {
    package var attributes: AttributeCatalog
    /// Lists by slug, archived ones too.
    package var lists: [String: ListID]
    /// The expressions of saved segments by name.
    package var segments: [String: String]
    /// Sources of imports by name.
    package var sources: [String: Int32]
    /// The numbers of imports that were carried out.
    package var runs: Set<Int64>

    package init(
        attributes: AttributeCatalog = AttributeCatalog(), lists: [String: ListID] = [:],
        segments: [String: String] = [:], sources: [String: Int32] = [:], runs: Set<Int64> = []
    ) {
        self.attributes = attributes
        self.lists = lists
        self.segments = segments
        self.sources = sources
        self.runs = runs
    }
}
