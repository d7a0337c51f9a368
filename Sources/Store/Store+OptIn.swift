package import Consent
import Postgres
import SQL

extension Store {
    /// Records that somebody asked by a form to have an address on a public list, and has a mail ask that address.
    ///
    /// - Parameters:
    ///   - notice: the hash of the wording that was shown.
    ///   - evidence: a JSON object.
    ///   - mostWaiting: with so many mails waiting nothing is recorded.
    package func requestOptIn(
        _ contact: ContactID, to list: ListID, address: String, canonical: String, locale: String, notice: [UInt8]?,
        evidence: String, mostWaiting: Int
    ) throws -> OptInRequestOutcome {
        try one(
            """
            SELECT request_opt_in(
                       \(contact), \(list.rawValue), \(address), \(canonical), \(locale),
                       \(notice.map(Bind.bytes) ?? .null)::bytea, \(Bind.json(evidence)), \(Int32(mostWaiting))) AS outcome
            """)
    }

    /// Records the yes of a confirmation; it counts from the request.
    ///
    /// - Parameter evidence: a JSON object; the id of the request and the time are added.
    package func confirmOptIn(_ confirmation: ConfirmationToken, evidence: String) throws -> ConfirmationOutcome {
        try one(
            """
            SELECT confirm_opt_in(
                       \(confirmation.contact), \(confirmation.list.rawValue), \(confirmation.requestedAt),
                       \(Bind.json(evidence))) AS outcome
            """)
    }

    /// Takes at most so many due mails; each is due again in ten minutes unless it is settled.
    package func claimOutbox(_ most: Int) throws -> [OutboxMail] {
        try connection.map(
            """
            SELECT contact_id, request_id, list_id, canonical_address, locale, requested_at
              FROM claim_outbox(\(Int32(most)))
            """
        ) { row in
            OutboxMail(
                contact: try row.get("contact_id"), request: try row.get("request_id"),
                list: ListID(rawValue: try row.get("list_id")), address: try row.get("canonical_address"),
                locale: try row.get("locale"), requestedAt: try row.get("requested_at"))
        }
    }

    /// Records that a mail was handed over, or what went wrong; then it is tried again later.
    package func settle(_ mail: OutboxMail, problem: String?) throws {
        try connection.execute("SELECT settle_outbox(\(mail.contact), \(mail.request), \(problem))")
    }

    /// Records that a mail's address was refused for good: nothing is mailed there for this request, nor for another one
    /// before this one has run out.
    package func giveUp(_ mail: OutboxMail, problem: String) throws {
        try connection.execute("SELECT give_up_outbox(\(mail.contact), \(mail.request), \(problem))")
    }

    /// Deletes the addresses of requests that have run out. Answers how many rows went.
    package func sweepOutbox() throws -> Int {
        try connection.first("SELECT sweep_outbox() AS rows") { row in try row.get("rows", as: Int.self) } ?? 0
    }

    /// The mails that wait, the next ones first; then those whose address was refused.
    package func waitingMails() throws -> [OutboxEntry] {
        try connection.map(
            """
            SELECT o.contact_id, l.slug, o.canonical_address, o.requested_at, o.attempts,
                   CASE WHEN o.refused_at IS NULL THEN o.next_attempt_at END AS next_attempt_at, o.problem
              FROM outbox o JOIN lists l USING (list_id)
             WHERE o.sent_at IS NULL ORDER BY o.refused_at IS NOT NULL, o.next_attempt_at, o.contact_id, o.request_id
            """
        ) { row in
            OutboxEntry(
                contact: try row.get("contact_id"), list: try row.get("slug"),
                address: try row.optional("canonical_address"), requestedAt: try row.get("requested_at"),
                attempts: try row.get("attempts"), nextAttemptAt: try row.optional("next_attempt_at"),
                problem: try row.optional("problem"))
        }
    }

    private func one<Outcome: RawRepresentable>(_ statement: Statement) throws -> Outcome
    where Outcome.RawValue == String {
        guard let outcome = try connection.first(statement, { row in try row.named("outcome", as: Outcome.self) })
        else {
            throw PostgresError.unexpected(column: "outcome", wanted: "\(Outcome.self)")
        }
        return outcome
    }
}
