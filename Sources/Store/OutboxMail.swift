package import Consent

/// A mail that asks to confirm, taken from the outbox to be handed over.
package struct OutboxMail: Sendable {
    package let contact: ContactID
    /// The line of the ledger that says the request.
    package let request: ContactID
    package let list: ListID
    package let address: String
    package let locale: String
    package let requestedAt: Instant
}

/// A row of the outbox as people see it.
package struct OutboxEntry: Sendable {
    package let contact: ContactID
    package let list: String
    /// Nil once the request is confirmed.
    package let address: String?
    package let requestedAt: Instant
    package let attempts: Int
    /// Nil if the address was refused for good.
    package let nextAttemptAt: Instant?
    /// What went wrong at the last attempt.
    package let problem: String?
}

/// What came of a request to join.
package enum OptInRequestOutcome: String, Sendable {
    /// It is recorded, and a mail will ask.
    case requested
    /// A mail of the last day asks that already: nothing was recorded.
    case repeated
    /// Is on the list, from now or from before.
    case subscribed
    /// Suppressed, moved away, or the list is out of use: nothing was recorded.
    case unmailable
    /// Too many mails wait: nothing was recorded.
    case full
}

/// What came of a confirmation.
package enum ConfirmationOutcome: String, Sendable {
    case confirmed
    /// It was confirmed before.
    case known
    /// A no is not older than the request: that stands.
    case refused
    /// The request has run out, or nothing is held of it any more.
    case expired
}
