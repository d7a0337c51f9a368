package import Consent
package import Intake
package import Store

/// What `lists import` was asked to do.
package struct ImportRequest: Sendable {
    /// A path, or `-` for standard input.
    package var file: String
    package var list: String
    package var mode: RunDeclaration.Mode = .contacts
    package var basis: Basis?
    package var source: String
    package var obtainedAt: ObtainedAt?
    /// What the person says about the file's form.
    package var format = FormatOptions()
    package var assignments: [ColumnAssignment] = []
    package var clearEmpty = false
    package var dryRun = false
    /// Where refused rows go; nil for a file beside the input.
    package var rejects: String?
    package var actor: String
    /// Dates without a zone are in this one.
    package var zone: LocalZone

    /// When the addresses were obtained (standards E7).
    package enum ObtainedAt: Sendable {
        case instant(Instant)
        case column(String)
        /// Said not to be known: nobody becomes sendable.
        case unknown
    }

    package init(file: String, list: String, source: String, actor: String, zone: LocalZone) {
        self.file = file
        self.list = list
        self.source = source
        self.actor = actor
        self.zone = zone
    }
}
