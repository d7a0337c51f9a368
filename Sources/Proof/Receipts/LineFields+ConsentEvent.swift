package import Consent

extension LineFields {
    /// What the line says of where its person stands, or nil if a column holds what it cannot.
    package var consentEvent: ConsentEvent? {
        guard let event, let kind = self["kind"].text.flatMap(ConsentEvent.Kind.init(rawValue:)),
            let list = self["list_id"].number.flatMap(Int32.init(exactly:)),
            let occurredAt = instant("occurred_at"), let method = self["method"].text
        else { return nil }
        var consent = ConsentEvent(
            id: event, list: ListID(rawValue: list), kind: kind, occurredAt: occurredAt, method: method)
        consent.source = self["source_id"].number.flatMap(Int32.init(exactly:))
        consent.run = self["run_id"].number
        consent.basis = self["basis"].text
        consent.obtainedAt = instant("obtained_at")
        consent.expiresAt = instant("expires_at")
        consent.pausedUntil = instant("paused_until")
        consent.voidsRun = self["voids_run"].number
        consent.voidsEvent = self["voids_event"].text.flatMap(ContactID.init(text:))
        consent.linked = self["linked_id"].text.flatMap(ContactID.init(text:))
        consent.isEvidenced = !self["evidence_hash"].isNull
        return consent
    }

    private func instant(_ column: String) -> Instant? {
        self[column].text.flatMap(Instant.init(rfc3339:))
    }
}
