import Store

/// Stops a run that would take more people off the list, or change the data of more contacts, than a file of its kind
/// should: columns may have shifted, or it is another list's file.
package struct ChangeBrake {
    /// The largest part of the list's people that a run may take off it, unless the person says otherwise.
    package static let defaultRemovals = 0.2
    /// The largest part of the known contacts whose data a run may change. Data changes from month to month.
    package static let defaultChanges = 0.5
    /// Fewer people than this are never too many, unless the person says how many are.
    package static let exempt = 100

    /// What the person said, for both.
    let limit: Double?

    /// Why a plan goes too far; nil if it does not. The two numbers of people are asked only if they matter.
    func objection(to plan: RunPlan, subscribed: () throws -> Int, contacts: () throws -> Int) rethrows -> String? {
        if let known = try exceeded(plan.removed, limit ?? Self.defaultRemovals, of: subscribed) {
            return "it would take \(plan.removed) of \(known) people off the list"
        }
        if let known = try exceeded(plan.changed, limit ?? Self.defaultChanges, of: contacts) {
            return "it would change the data of \(plan.changed) of \(known) contacts"
        }
        return nil
    }

    /// How many there are, if `count` is more than the part of them that is allowed.
    private func exceeded(_ count: Int, _ part: Double, of all: () throws -> Int) rethrows -> Int? {
        guard count >= (limit == nil ? Self.exempt : 1) else { return nil }
        let known = try all()
        return Double(count) > Double(known) * part ? known : nil
    }

    /// How a part is written: `20%`.
    package static func percent(_ part: Double) -> String { "\(Int((part * 100).rounded()))%" }
}
