package import Consent
import Crypto
import Postgres
import SQL

extension Store {
    /// A digest of the plan of a staged run: the same if and only if the same file with the same words would do the same.
    ///
    /// - Parameter declaration: all that was said about the run.
    package func planDigest(_ run: Int64, _ declaration: RunDeclaration, rejected: Int) throws -> String {
        // Sums over two hashes of each row: they need no order, so no sorting and no memory.
        let sums = try connection.first(
            """
            SELECT count(*) || ' ' || coalesce(sum(hashtextextended(r, 1)::numeric), 0) || ' '
                   || coalesce(sum(hashtextextended(r, 2)::numeric), 0) AS sums
              FROM (SELECT ROW(k.contact_id, k.line, k.outcome, k.stores, k.says, k.removes, k.lifts,
                               nullif(k.occurred_at, r.started_at), k.obtained_at, k.expires_at, k.evidence, k.kind,
                               k.reason)::text AS r
                      FROM staged_changes k JOIN runs r USING (run_id) WHERE k.run_id = \(run)) t
            """
        ) { row in try row.get("sums", as: String.self) }
        let words: [String] = [
            "\(declaration.list.id.rawValue)", "\(declaration.source)", declaration.mode.rawValue,
            declaration.basis?.rawValue ?? "", declaration.obtainedAt?.description ?? "", "\(declaration.clearEmpty)",
            "\(declaration.allowLift)", declaration.encoding ?? "", declaration.inputFormat ?? "",
            declaration.mapping ?? "", "\(rejected)", sums ?? "",
        ]
        var hash = SHA256()
        hash.update(data: declaration.fileSHA256 ?? [])
        for word in words { hash.update(data: Array("\(word.utf8.count) \(word)".utf8)) }
        return hash.finalize().prefix(16).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// How many contacts there are.
    package func countContacts() throws -> Int {
        try connection.first("SELECT count(*) AS people FROM contacts") { row in try row.get("people") } ?? 0
    }

    /// How many people are on a list, mailed or paused.
    package func countSubscribed(to list: ListID, at instant: Instant) throws -> Int {
        try connection.first(
            """
            SELECT count(*) AS people FROM subscriptions_at(\(list.rawValue), \(instant))
             WHERE status IN ('subscribed', 'paused')
            """
        ) { row in try row.get("people") } ?? 0
    }
}
