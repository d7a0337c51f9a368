/// What the lines of one person fold to: a few instants that only move forward, so that lines may come late, twice and in
/// any order. The state tables hold the same; this is the fold for who has the lines and no database.
package struct PersonState: Sendable, Equatable {
    /// The person's word, by list; list 0 is all marketing mail.
    package private(set) var words: [ListID: Word] = [:]
    /// The operator's claims, by list and source.
    package private(set) var grounds: [GroundID: Ground] = [:]
    /// By reason: `bounced`, `manual`.
    package private(set) var suppressions: [String: Suppression] = [:]
    package private(set) var link = Link()

    package struct Word: Sendable, Equatable {
        package fileprivate(set) var requestedAt: Instant?
        package fileprivate(set) var optedInAt: Instant?
        package fileprivate(set) var optedOutAt: Instant?
        package fileprivate(set) var complainedAt: Instant?
        package fileprivate(set) var erasedAt: Instant?
        /// The pause spoken last.
        package fileprivate(set) var pausedAt: Instant?
        package fileprivate(set) var pausedUntil: Instant?
    }

    package struct GroundID: Sendable, Hashable {
        package let list: ListID
        package let source: Int32?
    }

    package struct Ground: Sendable, Equatable {
        /// The assertion that counts.
        package fileprivate(set) var assertion: ConsentEvent?
        package fileprivate(set) var removedAt: Instant?
    }

    package struct Suppression: Sendable, Equatable {
        package fileprivate(set) var since: Instant?
        package fileprivate(set) var releasedAt: Instant?

        package var isInForce: Bool { since.map { $0 >= releasedAt ?? .distantPast } ?? false }
    }

    /// Whether the person has another address now.
    package struct Link: Sendable, Equatable {
        package fileprivate(set) var movedAt: Instant?
        package fileprivate(set) var returnedAt: Instant?

        package var isMovedAway: Bool { movedAt.map { $0 > returnedAt ?? .distantPast } ?? false }
    }

    /// - Parameter events: all lines of one person, in any order.
    package init(folding events: [ConsentEvent]) {
        let standing = Self.standing(events)
        for event in standing { fold(event) }
    }

    /// The lines that were not taken back. A voiding names a run or one line, and is never voided itself.
    package static func standing(_ events: [ConsentEvent]) -> [ConsentEvent] {
        let voidedEvents = Set(events.compactMap(\.voidsEvent))
        let voidedRuns = Set(events.compactMap(\.voidsRun))
        return events.filter { event in
            event.kind != .voided && !voidedEvents.contains(event.id)
                && !(event.run.map(voidedRuns.contains) ?? false)
        }
    }

    private mutating func fold(_ event: ConsentEvent) {
        switch event.kind {
        case .requested: words[event.list, default: Word()].requestedAt.moveOn(to: event.occurredAt)
        case .optedIn: words[event.list, default: Word()].optedInAt.moveOn(to: event.occurredAt)
        case .optedOut: words[event.list, default: Word()].hear(no: event)
        case .paused: words[event.list, default: Word()].hear(pause: event)
        case .asserted: ground(of: event) { $0.hear(assertion: event) }
        case .removed: ground(of: event) { $0.removedAt.moveOn(to: event.occurredAt) }
        case .suppressed: suppressions[event.basis ?? "", default: Suppression()].since.moveOn(to: event.occurredAt)
        case .released: suppressions[event.basis ?? "", default: Suppression()].releasedAt.moveOn(to: event.occurredAt)
        case .moved where event.method == "moved_to": link.movedAt.moveOn(to: event.occurredAt)
        case .moved: link.returnedAt.moveOn(to: event.occurredAt)
        case .voided: break
        }
    }

    private mutating func ground(of event: ConsentEvent, _ change: (inout Ground) -> Void) {
        change(&grounds[GroundID(list: event.list, source: event.source), default: Ground()])
    }
}

extension PersonState.Word {
    fileprivate mutating func hear(no event: ConsentEvent) {
        optedOutAt.moveOn(to: event.occurredAt)
        if event.method == "complaint" { complainedAt.moveOn(to: event.occurredAt) }
        if event.method == "erasure" { erasedAt.moveOn(to: event.occurredAt) }
    }

    /// Of two pauses at one instant the longer one counts.
    fileprivate mutating func hear(pause event: ConsentEvent) {
        let (at, until) = (event.occurredAt, event.pausedUntil ?? event.occurredAt)
        if let pausedAt, let pausedUntil, (pausedAt, pausedUntil) >= (at, until) { return }
        (pausedAt, pausedUntil) = (at, until)
    }
}

extension PersonState.Ground {
    /// The later instant counts; of two at one instant the later expiry, then the greater id.
    fileprivate mutating func hear(assertion event: ConsentEvent) {
        if let assertion, assertion.order >= event.order { return }
        assertion = event
    }
}

extension ConsentEvent {
    /// The order of assertions of one source.
    fileprivate var order: (Instant, Instant, ContactID) { (occurredAt, expiresAt ?? .distantPast, id) }
}

extension Instant? {
    /// Takes the later one.
    fileprivate mutating func moveOn(to instant: Instant) {
        self = self.map { Swift.max($0, instant) } ?? instant
    }
}

extension Instant {
    /// Earlier than everything.
    fileprivate static let distantPast = Instant(microseconds: .min)
}
