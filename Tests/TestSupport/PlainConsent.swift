import Consent

/// What is recorded of a contact and one list, and what follows from it by the rules of design: worked out apart from the
/// schema's function.
package struct PlainConsent: Sendable {
    var requestedAt: Instant?
    var optedInAt: Instant?
    var optedOutAt: Instant?
    /// The no to all marketing mail; nil for a transactional list.
    var optedOutOfAllAt: Instant?
    var pausedUntil: Instant?
    var grounds: [PlainGround] = []
    /// Suppressed for every list, or moved to another address.
    var isKeptOut = false
}

/// One source's claim.
package struct PlainGround: Sendable {
    let source: Int32
    let assertedAt: Instant
    let removedAt: Instant?
    let basis: String
    let obtainedAt: Instant?
    let expiresAt: Instant?

    /// Removed, run out, without the evidence that the basis demands, or good: the greater counts.
    fileprivate func standing(at now: Instant) -> Int {
        if let removedAt, removedAt >= assertedAt { return 0 }
        if let expiresAt, expiresAt <= now { return 1 }
        return obtainedAt == nil ? 2 : 3
    }
}

extension PlainConsent {
    /// Where the contact stands on the list.
    package struct Standing: Sendable, Equatable {
        let isSubscribed: Bool
        let isOptedOut: Bool
        let basis: String?
        let since: Instant?
    }

    func standing(at now: Instant) -> Standing {
        let no = [optedOutAt, optedOutOfAllAt].compactMap { $0 }.max()
        if let no, optedInAt.map({ no >= $0 }) ?? true {
            return Standing(isSubscribed: false, isOptedOut: true, basis: nil, since: nil)
        }
        let ground = grounds.max { ($0.standing(at: now), $0.assertedAt) < ($1.standing(at: now), $1.assertedAt) }
        let isGood = ground.map { $0.standing(at: now) } ?? 0
        guard optedInAt != nil || isGood >= 2 else {
            return Standing(isSubscribed: false, isOptedOut: false, basis: nil, since: nil)
        }
        let isPaused = pausedUntil.map { $0 > now } ?? false
        let isProven = optedInAt != nil || isGood == 3
        return Standing(
            isSubscribed: !isPaused && !isKeptOut && isProven, isOptedOut: false,
            basis: optedInAt != nil ? "consent" : ground?.basis, since: optedInAt ?? ground?.obtainedAt)
    }
}
