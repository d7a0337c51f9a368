import Consent
import SQL

extension SegmentFunction {
    /// What the one rule of the schema says of contacts and the list that a call names, now.
    func subscriptions(of call: FunctionCall, in context: CheckContext) throws(SegmentError) -> Relation {
        let list = try listArgument(of: call, in: context)
        return Relation(
            rows: "subscriptions_at(\(list.rawValue), \(context.clock.now)) s WHERE s.contact_id = c.contact_id")
    }
}
