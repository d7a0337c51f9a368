package import Consent
import Postgres
import SQL

/// Where one person stands on one list.
package struct Subscription: Sendable {
    package let list: MailingList
    /// opted_out, subscribed, paused, pending, removed or none.
    package let status: String
    /// `subscribed` for who may be mailed, else the first thing that forbids it.
    package let reason: String
    package let basis: String?
    package let deciding: LedgerLine?
    /// What the law says of the basis; nil where no ground and no opt-in is what decides.
    package let law: AppliedRule?

    package var isSendable: Bool { reason == "subscribed" }
}

/// A line of the ledger as people read it.
package struct LedgerLine: Sendable {
    package let event: ContactID
    /// Nil for all marketing mail.
    package let list: String?
    package let listID: ListID
    package let kind: String
    package let occurredAt: Instant
    package let recordedAt: Instant
    package let method: String
    package let actor: String
    package let source: String?
    package let basis: String?
    package let obtainedAt: Instant?
    package let expiresAt: Instant?
    package let pausedUntil: Instant?
    package let run: Int64?
    package let line: Int64?
    package let file: String?
    /// Lower-case hexadecimal.
    package let notice: String?
    /// A JSON object; of a line that followed from an address which moved here, that of the line spoken there.
    package let evidence: String?
    /// The contact that the line came from with a move, or that a move leads to or from.
    package let linked: ContactID?
    /// Whether evidence came with the line.
    package let isEvidenced: Bool
    /// Taken back: it counts no more.
    package let isVoided: Bool
}

/// A contact with what is known of it.
package struct Contact: Sendable {
    package let id: ContactID
    package let address: String
    package let canonicalAddress: String
    package let name: String?
    package let locale: String?
    /// A JSON object.
    package let attributes: String
    package let createdAt: Instant
    package let updatedAt: Instant
}

extension Store {
    /// Where a person stands on a list, with the line that decides.
    package func subscription(of contact: ContactID, to list: MailingList, at instant: Instant) throws -> Subscription {
        let found = try connection.first(
            """
            SELECT status, reason, basis, ground_id, decided_at
              FROM subscriptions_at(\(list.id.rawValue), \(instant), \(contact))
            """
        ) { row in
            (
                status: try row.get("status", as: String.self), reason: try row.get("reason", as: String.self),
                basis: try row.optional("basis", as: String.self),
                ground: try row.optional("ground_id", as: ContactID.self),
                decidedAt: try row.optional("decided_at", as: Instant.self)
            )
        }
        guard let found else {
            return Subscription(list: list, status: "none", reason: "none", basis: nil, deciding: nil, law: nil)
        }
        let deciding = try decidingLine(
            of: contact, on: list, reason: found.reason, ground: found.ground, at: found.decidedAt)
        var law: AppliedRule?
        if let basis = found.basis, let deciding, list.stream == .marketing,
            ["subscribed", "basis_missing", "basis_expired"].contains(found.reason)
        {
            law = try appliedRule(
                basis, to: contact, obtainedAt: deciding.kind == "opted_in" ? deciding.occurredAt : deciding.obtainedAt,
                expiresAt: deciding.expiresAt, hasReference: deciding.isEvidenced)
        }
        return Subscription(
            list: list, status: found.status, reason: found.reason, basis: found.basis, deciding: deciding, law: law)
    }

    /// Whether a person may be mailed on a list by the database's clock: `subscribed`, else the first thing that forbids it.
    package func reason(of contact: ContactID, on list: ListID) throws -> String {
        try connection.first(
            "SELECT reason FROM subscription_at(\(list.rawValue), now(), \(contact))",
            { row in try row.get("reason", as: String.self) }) ?? "none"
    }

    /// All lines of a person, oldest first; with a list, those that concern it.
    package func history(of contact: ContactID, list: ListID? = nil) throws -> [LedgerLine] {
        let concerned: Statement =
            if let list { "e.list_id IN (0, \(list.rawValue))" } else { "true" }
        return try lines(of: contact, where: concerned)
    }

    /// Whether anything is held about somebody: a contact, a line, or what an engine reported.
    package func isKnown(_ contact: ContactID) throws -> Bool {
        try connection.first(
            """
            SELECT EXISTS (SELECT FROM contacts WHERE contact_id = \(contact))
                OR EXISTS (SELECT FROM consent_events WHERE contact_id = \(contact))
                OR EXISTS (SELECT FROM delivery_events WHERE contact_id = \(contact)) AS known
            """
        ) { row in try row.get("known", as: Bool.self) } ?? false
    }

    /// The contact with an id, or nil.
    package func contact(_ id: ContactID) throws -> Contact? {
        try contacts(where: "contact_id = \(id)", limit: 1).first
    }

    /// Contacts whose address or name holds `text` in any letter case; all if nil. By address.
    package func contacts(like text: String?, limit: Int) throws -> [Contact] {
        try contacts(where: text.map(Self.contactHolds) ?? "true", limit: limit)
    }

    /// Whether the address or the name of a row of `contacts` holds a text, in any letter case.
    static func contactHolds(_ text: String) -> Statement {
        let escaped = text.map { "\\%_".contains($0) ? "\\\($0)" : String($0) }.joined()
        let pattern = "%\(escaped)%"
        return "canonical_address ILIKE \(pattern) OR address ILIKE \(pattern) OR name ILIKE \(pattern)"
    }

    private func contacts(where condition: Statement, limit: Int) throws -> [Contact] {
        try connection.map(
            """
            SELECT contact_id, address, canonical_address, name, locale, attributes, created_at, updated_at
              FROM contacts WHERE \(condition) ORDER BY canonical_address LIMIT \(limit)
            """
        ) { row in
            Contact(
                id: try row.get("contact_id"), address: try row.get("address"),
                canonicalAddress: try row.get("canonical_address"), name: try row.optional("name"),
                locale: try row.optional("locale"), attributes: try row.get("attributes"),
                createdAt: try row.get("created_at"), updatedAt: try row.get("updated_at"))
        }
    }

    /// The line that a status was read off from.
    private func decidingLine(
        of contact: ContactID, on list: MailingList, reason: String, ground: ContactID?, at instant: Instant?
    ) throws -> LedgerLine? {
        let condition: Statement
        switch reason {
        case "erased", "complained", "opted_out", "opted_out_all":
            condition = "e.kind = 'opted_out' AND e.list_id IN (0, \(list.id.rawValue)) AND e.occurred_at = \(instant)"
        case "bounced":
            condition = "e.kind = 'suppressed' AND e.basis = 'bounced'"
        case "suppressed":
            condition = "e.kind = 'suppressed' AND e.basis = 'manual'"
        case "moved":
            condition = "e.kind = 'moved' AND e.method = 'moved_to'"
        case "paused":
            condition = "e.kind = 'paused' AND e.list_id IN (0, \(list.id.rawValue))"
        case _ where ground != nil:
            condition = "e.event_id = \(ground)"
        default:
            condition =
                """
                e.list_id = \(list.id.rawValue) AND e.occurred_at = \(instant)
                    AND e.kind IN ('opted_in', 'asserted', 'requested', 'removed')
                """
        }
        return try lines(of: contact, where: condition).last { !$0.isVoided }
    }

    private func lines(of contact: ContactID, where condition: Statement) throws -> [LedgerLine] {
        try connection.map(
            """
            SELECT e.event_id, l.slug, e.list_id, e.kind, e.occurred_at, e.recorded_at, e.method, e.actor,
                   s.name AS source, e.basis, e.obtained_at, e.expires_at, e.paused_until, e.run_id, e.line,
                   r.file_name, encode(e.notice_hash, 'hex') AS notice, v.evidence, e.linked_id,
                   e.evidence_hash IS NOT NULL AS evidenced,
                   e.kind <> 'voided' AND NOT EXISTS (
                       SELECT FROM standing_events t
                        WHERE t.contact_id = e.contact_id AND t.event_id = e.event_id) AS voided
              FROM consent_events e
              LEFT JOIN lists l ON l.list_id = e.list_id
              LEFT JOIN sources s ON s.source_id = e.source_id
              LEFT JOIN runs r ON r.run_id = e.run_id
              LEFT JOIN LATERAL (
                   WITH RECURSIVE origin AS (
                       SELECT e.contact_id, e.event_id, e.linked_id
                        UNION ALL
                       SELECT o.contact_id, o.event_id, o.linked_id
                         FROM origin f
                         JOIN consent_events o ON o.contact_id IN (f.linked_id, f.contact_id) AND e.linked_id IS NOT NULL
                          AND linked_event(o.event_id, f.contact_id) = f.event_id)
                   SELECT k.evidence FROM origin JOIN consent_evidence k USING (contact_id, event_id) LIMIT 1) v ON true
             WHERE e.contact_id = \(contact) AND (\(condition))
             ORDER BY e.occurred_at, e.recorded_at, e.event_id
            """
        ) { row in
            LedgerLine(
                event: try row.get("event_id"), list: try row.optional("slug"),
                listID: ListID(rawValue: try row.get("list_id")), kind: try row.get("kind"),
                occurredAt: try row.get("occurred_at"), recordedAt: try row.get("recorded_at"),
                method: try row.get("method"), actor: try row.get("actor"), source: try row.optional("source"),
                basis: try row.optional("basis"), obtainedAt: try row.optional("obtained_at"),
                expiresAt: try row.optional("expires_at"), pausedUntil: try row.optional("paused_until"),
                run: try row.optional("run_id"), line: try row.optional("line"), file: try row.optional("file_name"),
                notice: try row.optional("notice"), evidence: try row.optional("evidence"),
                linked: try row.optional("linked_id"),
                isEvidenced: try row.get("evidenced"),
                isVoided: try row.get("voided"))
        }
    }
}
