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
    /// A mapping kept earlier, for fields that `assignments` does not name.
    package var mapping: String?
    /// Keep the mapping of this import under a name.
    package var saveMapping: String?
    /// A column that looks like a status is an attribute.
    package var ignoresStatus = false
    /// What proves the opt-ins of all rows.
    package var evidence: String?
    /// Opt-ins may lift opt-outs that are older.
    package var allowLift = false
    package var clearEmpty = false
    package var dryRun = false
    /// The part of the people known before that may be taken off the list or changed; nil for the usual one.
    package var maxChanges: Double?
    /// The digest of the plan that the run must have.
    package var acceptPlan: String?
    /// Bytes of memory that the database may use in one step.
    package var workMemory = 768 << 20
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
