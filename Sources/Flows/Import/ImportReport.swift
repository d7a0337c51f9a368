package import Intake
package import Store

/// What an import did, or with `dryRun` would do.
package struct ImportReport: Sendable {
    /// Nil for a dry run.
    package var run: Int64?
    package var dryRun: Bool
    package var tally = RowTally()
    package var plan = RunPlan.nothing
    /// What the real run may be held to with `--accept-plan`; nil if nobody asked.
    package var planDigest: String?
    package var rejectionsFile: String?
    package var encoding: TextEncoding
    package var inputFormat: String
    package var mapping: [String: String]
    /// What each attribute was declared to hold, or looks like, in the order of the columns.
    package var attributes: [(name: String, type: String)] = []
    /// A standing run that brought the same file from the same source to the same list.
    package var sameFileAs: Int64?
    package var seconds = Seconds()
    /// Remarks for the person, such as which of two columns was taken.
    package var notes: [String]

    /// Where the time went.
    package struct Seconds: Sendable {
        /// Reading, normalising and staging.
        package var reading = 0.0
        package var planning = 0.0
        package var writing = 0.0
        package var all = 0.0
    }
}

extension ImportReport {
    /// The counts of the run as they are kept with it and printed, in the order of `cli.md`.
    package var counts: [(name: String, count: Int)] {
        [
            ("rows", tally.rows), ("added", plan.added), ("updated", plan.updated), ("unchanged", plan.unchanged),
            ("duplicates", plan.duplicates), ("rejected", tally.rejected), ("repaired", tally.repaired),
            ("protected", plan.protected), ("subscribed", plan.subscribed), ("removed", plan.removed),
            ("lifted", plan.lifted), ("liftable", plan.liftable),
        ]
    }
}
