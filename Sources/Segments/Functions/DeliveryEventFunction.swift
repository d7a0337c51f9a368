import SQL

/// Whether an engine reported something of a contact lately. A function of this kind says only which: `opened(30d)`.
protocol DeliveryEventFunction: SegmentFunction {
    /// The kind of `delivery_events`.
    var kind: String { get }
}

extension DeliveryEventFunction {
    var name: String { kind }
    var usage: String { "\(kind)(DURATION)" }

    func result(of call: FunctionCall, in context: CheckContext) throws(SegmentError) -> Operand {
        let moment = try moment(of: call, in: context)
        return Operand(
            name: name,
            condition: Predicate(
                """
                EXISTS (SELECT FROM delivery_events d WHERE d.contact_id = c.contact_id \
                AND d.kind = \(kind) AND d.occurred_at > \(moment))
                """))
    }
}
