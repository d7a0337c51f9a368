package import Consent

/// What an import declares about itself before its first row.
package struct RunDeclaration: Sendable {
    package var list: MailingList
    package var source: Int32
    package var mode: Mode
    package var actor: String
    package var basis: Basis?
    package var obtainedAt: Instant?
    package var clearEmpty = false
    package var allowLift = false
    package var fileName: String?
    package var fileSHA256: [UInt8]?
    package var fileBytes: Int64?
    package var inputFormat: String?
    package var encoding: String?
    /// Field → column, as a JSON object.
    package var mapping: String?

    package init(list: MailingList, source: Int32, mode: Mode, actor: String) {
        self.list = list
        self.source = source
        self.mode = mode
        self.actor = actor
    }

    /// What the rows of a file are.
    package enum Mode: String, Sendable, CaseIterable {
        case contacts
        case optOut = "opt-out"
        case optIn = "opt-in"
    }
}

/// What the plan of a run says that it will do. Each row is counted once, in the order of `cli.md`.
package struct RunPlan: Sendable, Equatable {
    package var duplicates: Int
    package var protected: Int
    package var added: Int
    package var updated: Int
    package var unchanged: Int
    /// People who become subscribed.
    package var subscribed: Int
    /// People whom the run takes off the list.
    package var removed: Int
    /// Opt-outs that opt-ins lift.
    package var lifted: Int
    /// Opt-outs that they would lift, if the run were allowed to.
    package var liftable: Int
    /// Contacts known before whose data changes.
    package var changed: Int
    /// Lines that the ledger gets.
    package var lines: Int

    package static let nothing = RunPlan(
        duplicates: 0, protected: 0, added: 0, updated: 0, unchanged: 0, subscribed: 0, removed: 0, lifted: 0,
        liftable: 0, changed: 0, lines: 0)
}
