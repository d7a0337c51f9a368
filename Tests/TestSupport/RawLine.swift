package import Consent

/// A line of the ledger with everything that the schema knows of it, written past `append_events` as the superuser: so
/// voidings and moves too can come in any order.
package struct RawLine: Sendable, Equatable {
    package var contact: ContactID
    package var event: ContactID
    package var list: Int32 = 0
    package var kind: String
    package var at: Instant
    package var method: String
    package var source: Int32?
    package var run: Int64?
    package var basis: String?
    package var obtainedAt: Instant?
    package var expiresAt: Instant?
    package var pausedUntil: Instant?
    package var voidsRun: Int64?
    package var voidsEvent: ContactID?
    package var linked: ContactID?

    package init(
        contact: ContactID, event: ContactID, list: Int32 = 0, kind: String, at: Instant, method: String = "confirmed",
        source: Int32? = nil, run: Int64? = nil, basis: String? = nil, obtainedAt: Instant? = nil,
        expiresAt: Instant? = nil, voidsRun: Int64? = nil, voidsEvent: ContactID? = nil, linked: ContactID? = nil
    ) {
        self.contact = contact
        self.event = event
        self.list = list
        self.kind = kind
        self.at = at
        self.method = method
        self.source = source
        self.run = run
        self.basis = basis
        self.obtainedAt = obtainedAt
        self.expiresAt = expiresAt
        self.voidsRun = voidsRun
        self.voidsEvent = voidsEvent
        self.linked = linked
    }

    /// The line as the fold of the domain takes it.
    package var consentEvent: ConsentEvent {
        var consent = ConsentEvent(
            id: event, list: ListID(rawValue: list), kind: ConsentEvent.Kind(rawValue: kind)!, occurredAt: at,
            method: method)
        consent.source = source
        consent.run = run
        consent.basis = basis
        consent.obtainedAt = obtainedAt
        consent.expiresAt = expiresAt
        consent.pausedUntil = pausedUntil
        consent.voidsRun = voidsRun
        consent.voidsEvent = voidsEvent
        consent.linked = linked
        return consent
    }
}
