package import Intake
package import Store

/// What an import did, or with `dryRun` would do.
package struct ImportReport: Sendable {
    /// Nil for a dry run.
    package var run: Int64?
    package var dryRun: Bool
    /// Records of the file, the header not counted.
    package var rows: Int
    package var rejected: Int
    /// Accepted rows whose address was put right.
    package var repaired: Int
    package var plan: RunPlan
    package var rejectionsFile: String?
    package var encoding: TextEncoding
    package var inputFormat: String
    package var mapping: [String: String]
    package var seconds: Double
    /// Remarks for the person, such as which of two columns was taken.
    package var notes: [String]
}

extension ImportReport {
    /// The counts of the run as they are kept with it and printed, in the order of `cli.md`.
    package var counts: [(name: String, count: Int)] {
        [
            ("rows", rows), ("added", plan.added), ("updated", plan.updated), ("unchanged", plan.unchanged),
            ("duplicates", plan.duplicates), ("rejected", rejected), ("repaired", repaired),
            ("protected", plan.protected), ("subscribed", plan.subscribed), ("removed", plan.removed),
            ("lifted", plan.lifted),
        ]
    }
}
