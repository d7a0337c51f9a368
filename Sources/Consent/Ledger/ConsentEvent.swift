/// A line of the ledger, as far as it says where its person stands.
package struct ConsentEvent: Sendable, Hashable {
    package var id: ContactID
    package var list: ListID
    package var kind: Kind
    package var occurredAt: Instant
    /// By which way it came: a complaint, an erasure and the two ends of a move are told by it.
    package var method: String
    /// Of a claim, whose it is.
    package var source: Int32?
    package var run: Int64?
    /// Of a claim its basis; of a suppression its reason.
    package var basis: String?
    package var obtainedAt: Instant?
    package var expiresAt: Instant?
    package var pausedUntil: Instant?
    package var voidsRun: Int64?
    package var voidsEvent: ContactID?
    package var linked: ContactID?
    /// Whether evidence came with the line.
    package var isEvidenced = false

    package enum Kind: String, Sendable, CaseIterable {
        case requested, asserted, removed, paused, suppressed, released, moved, voided
        case optedIn = "opted_in"
        case optedOut = "opted_out"
    }

    package init(id: ContactID, list: ListID, kind: Kind, occurredAt: Instant, method: String) {
        self.id = id
        self.list = list
        self.kind = kind
        self.occurredAt = occurredAt
        self.method = method
    }
}
