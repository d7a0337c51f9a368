/// What the law of a place asks of a basis, as far as it decides who may be mailed.
package struct BasisTerms: Sendable, Equatable {
    /// Whether it carries marketing mail there at all.
    package var stands: Bool
    /// Whether each person's claim must name its proof.
    package var demandsReference: Bool
    /// How long it holds; nil without end.
    package var lifetime: CalendarSpan?

    package init(stands: Bool, demandsReference: Bool, lifetime: CalendarSpan?) {
        self.stands = stands
        self.demandsReference = demandsReference
        self.lifetime = lifetime
    }

    /// Of transactional mail: the date and nothing else.
    static let transactional = BasisTerms(stands: true, demandsReference: false, lifetime: nil)

    /// When a claim runs out; nil for never. An expiry that was given counts instead of the rule's.
    package func end(obtainedAt: Instant?, expiresAt: Instant?) -> Instant? {
        if let expiresAt { return expiresAt }
        guard let lifetime, let obtainedAt else { return nil }
        return obtainedAt.advanced(by: lifetime)
    }

    /// Whether a claim has the evidence that the basis demands.
    package func accepts(obtainedAt: Instant?, isEvidenced: Bool) -> Bool {
        stands && obtainedAt != nil && (isEvidenced || !demandsReference)
    }
}
