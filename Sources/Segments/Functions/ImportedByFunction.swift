import Consent
import SQL

/// Whether an import brought or changed a contact: one run by its number, `imported_by(12)`, or all of a source by its
/// name, `imported_by("crm")`. What was taken back did not.
struct ImportedByFunction: SegmentFunction {
    let name = "imported_by"
    let usage = "imported_by(RUN) or imported_by(\"SOURCE\")"

    func result(of call: FunctionCall, in context: CheckContext) throws(SegmentError) -> Operand {
        let (text, range) = try textArgument(of: call)
        // A source may be called 2026: its name goes before a number.
        if let source = context.catalog.sources[text] {
            return brought(by: "r.run_id IN (SELECT run_id FROM runs WHERE source_id = \(source))")
        }
        if let run = Int64(text), run > 0 {
            guard context.catalog.runs.contains(run) else {
                throw SegmentError(
                    "there is no run \(run)", at: range, expected: "the number of an import that was done")
            }
            return brought(by: "r.run_id = \(run)")
        }
        throw SegmentError(
            "there is no source “\(text)”", at: range, expected: "the number of a run, or the source of an import",
            suggestion: nearestName(to: text, in: context.catalog.sources.keys))
    }

    /// A contact that a run left unchanged has neither a line nor a change of it. (On IS TRUE see `Relation`.)
    private func brought(by run: Statement) -> Operand {
        Operand(
            name: name,
            condition: Predicate(
                """
                (EXISTS (SELECT FROM (\
                SELECT e.contact_id, e.run_id FROM standing_events e \
                UNION ALL SELECT k.contact_id, k.run_id FROM contact_changes k \
                WHERE k.changes AND NOT EXISTS (SELECT FROM runs u WHERE u.voids_run = k.run_id)) r \
                WHERE r.contact_id = c.contact_id AND \(run)) IS TRUE)
                """))
    }
}
