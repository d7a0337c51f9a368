import Consent
import SQL

/// How long ago a contact who is on a list, paused or not, gave what allows to mail there: the person's own yes, or else
/// when the basis was obtained. `consent_age("newsletter") > 365d`
struct ConsentAgeFunction: SegmentFunction {
    let name = "consent_age"
    let usage = "consent_age(\"LIST\")"

    func result(of call: FunctionCall, in context: CheckContext) throws(SegmentError) -> Operand {
        let list = try listArgument(of: call, in: context)
        return Operand(
            name: name, kind: AgeKind(),
            value: """
                (CASE WHEN s.status IN ('subscribed', 'paused') THEN \
                CASE WHEN s.ground_id IS NULL THEN s.decided_at ELSE g.obtained_at END END)
                """,
            in: Relation(
                rows: """
                    subscriptions_at(\(list.rawValue), \(context.clock.now)) s LEFT JOIN grounds g \
                    ON g.contact_id = s.contact_id AND g.list_id = \(list.rawValue) AND g.assertion_id = s.ground_id \
                    WHERE s.contact_id = c.contact_id
                    """))
    }
}
