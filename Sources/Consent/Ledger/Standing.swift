/// Where a person stands on a list at a moment.
package struct Standing: Sendable, Equatable {
    package let status: Status
    package let reason: Reason

    package enum Status: String, Sendable {
        case optedOut = "opted_out"
        case subscribed, paused, pending, removed, none
    }

    /// `subscribed` for who may be mailed, else the first thing that forbids it.
    package enum Reason: String, Sendable {
        case subscribed, erased, complained, bounced, suppressed, moved, removed, paused, pending, none
        case optedOut = "opted_out"
        case optedOutAll = "opted_out_all"
        case basisMissing = "basis_missing"
        case basisExpired = "basis_expired"
    }
}

extension PersonState {
    /// Where the person stands on a list.
    ///
    /// - Parameters:
    ///   - instant: the moment at which is asked. What was said later counts too: a state has no past.
    ///   - terms: what the law that governs the person asks of each basis. It is asked of marketing lists alone.
    package func standing(
        on list: ListID, of stream: Stream, at instant: Instant, under terms: [String: BasisTerms]
    ) -> Standing {
        ListReading(state: self, list: list, stream: stream, instant: instant, terms: terms).standing
    }
}

/// One list of a person's state as it is read at a moment.
private struct ListReading {
    let word: PersonState.Word
    /// What was said of all marketing mail.
    let all: PersonState.Word
    let suppressions: [String: PersonState.Suppression]
    let isMovedAway: Bool
    let instant: Instant
    /// The opt-in while it stands.
    let yes: Instant?
    /// The best of the operator's claims; nil without any.
    let claim: Claim?

    enum Claim: Int, Comparable {
        case removed, runOut, withoutEvidence, good

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    init(state: PersonState, list: ListID, stream: Stream, instant: Instant, terms: [String: BasisTerms]) {
        let terms = stream == .marketing ? terms : [:]
        word = state.words[list] ?? PersonState.Word()
        all = stream == .marketing ? state.words[.allMarketing] ?? PersonState.Word() : PersonState.Word()
        suppressions = state.suppressions
        isMovedAway = state.link.isMovedAway
        self.instant = instant
        let ends = word.optedInAt.flatMap { terms["consent"]?.end(obtainedAt: $0, expiresAt: nil) }
        yes = ends.map { $0 <= instant } ?? false ? nil : word.optedInAt
        claim = state.grounds.filter { $0.key.list == list }.values
            .map { Self.claim($0, at: instant, under: terms) }.max()
    }

    private static func claim(
        _ ground: PersonState.Ground, at instant: Instant, under terms: [String: BasisTerms]
    ) -> Claim {
        guard let assertion = ground.assertion, ground.removedAt.map({ $0 < assertion.occurredAt }) ?? true else {
            return .removed
        }
        let rule = assertion.basis.flatMap { terms[$0] } ?? .transactional
        if let end = rule.end(obtainedAt: assertion.obtainedAt, expiresAt: assertion.expiresAt), end <= instant {
            return .runOut
        }
        return rule.accepts(obtainedAt: assertion.obtainedAt, isEvidenced: assertion.isEvidenced)
            ? .good : .withoutEvidence
    }

    var standing: Standing { Standing(status: status, reason: reason) }

    /// The latest no of either kind that `moment` picks.
    private func latest(_ moment: KeyPath<PersonState.Word, Instant?>) -> Instant? {
        [word[keyPath: moment], all[keyPath: moment]].compactMap { $0 }.max()
    }

    private var status: Standing.Status {
        if let no = latest(\.optedOutAt), word.optedInAt.map({ no >= $0 }) ?? true { return .optedOut }
        if yes != nil || claim.map({ $0 >= .withoutEvidence }) ?? false {
            return latest(\.pausedUntil).map { $0 > instant } ?? false ? .paused : .subscribed
        }
        if let requestedAt = word.requestedAt,
            requestedAt > instant.advanced(byMicroseconds: -ConfirmationToken.lifetime)
        {
            return .pending
        }
        return claim != nil || word.optedInAt != nil ? .removed : .none
    }

    private var reason: Standing.Reason {
        if status == .optedOut { return reasonOfNo }
        if suppressions["bounced"]?.isInForce ?? false { return .bounced }
        if suppressions["manual"]?.isInForce ?? false { return .suppressed }
        if isMovedAway { return .moved }
        return switch status {
        case .subscribed: yes == nil && claim == .withoutEvidence ? .basisMissing : .subscribed
        case .removed: claim ?? .removed > .removed || word.optedInAt != nil ? .basisExpired : .removed
        case .paused: .paused
        case .pending: .pending
        case .none, .optedOut: .none
        }
    }

    /// Of several at one instant the gravest.
    private var reasonOfNo: Standing.Reason {
        let no = latest(\.optedOutAt)
        return if no == latest(\.erasedAt) {
            .erased
        } else if no == latest(\.complainedAt) {
            .complained
        } else {
            no == word.optedOutAt ? .optedOut : .optedOutAll
        }
    }
}
