package import Consent
import Postgres
package import Proof
import SQL

/// A notice as it is kept, with the periods in which it was in use.
package struct KeptNotice: Sendable {
    package let notice: Notice
    package let hash: [UInt8]
    package let listID: ListID
    /// In the order of time.
    package let uses: [Use]

    package struct Use: Sendable, Equatable {
        package let from: Instant
        /// Nil while no other has begun.
        package let until: Instant?
        package let enteredBy: String
    }

    /// Whether it was in use at an instant.
    package func isUsed(at instant: Instant) -> Bool {
        uses.contains { $0.from <= instant && instant < $0.until ?? Instant(microseconds: .max) }
    }
}

extension Store {
    /// Keeps a notice and says that it is in use on its list from an instant on, nil for now. The period of the one before
    /// it ends there. Answers false if it was in use then already.
    package func addNotice(_ notice: Notice, of list: MailingList, from: Instant?, actor: String) throws -> Bool {
        try transaction {
            try connection.execute(
                """
                INSERT INTO notices (notice_hash, list_id, locale, wording, box_ticked)
                VALUES (
                    \(notice.hash), \(list.id.rawValue), \(notice.locale), \(notice.wording), \(notice.boxTicked))
                ON CONFLICT DO NOTHING
                """)
            return try beginUse(of: notice.hash, on: list, locale: notice.locale, from: from, actor: actor)
        }
    }

    /// Says that from an instant on no notice is in use on a list in a language. Answers false if none was.
    package func endNotice(on list: MailingList, locale: String, at: Instant?, actor: String) throws -> Bool {
        try transaction { try beginUse(of: nil, on: list, locale: locale, from: at, actor: actor) }
    }

    /// All notices; with a list, its own. By list, language and the time of their first use.
    package func notices(of list: MailingList? = nil) throws -> [KeptNotice] {
        try notices(where: list.map { "n.list_id = \($0.id.rawValue)" } ?? "true")
    }

    /// Notices whose hash begins with these lower-case hexadecimal digits.
    package func notices(hashPrefix: String) throws -> [KeptNotice] {
        try notices(where: "starts_with(encode(n.notice_hash, 'hex'), \(hashPrefix))")
    }

    private func beginUse(
        of hash: [UInt8]?, on list: MailingList, locale: String, from: Instant?, actor: String
    ) throws -> Bool {
        try connection.execute(
            """
            INSERT INTO notice_uses (list_id, locale, used_from, notice_hash, entered_by)
            SELECT \(list.id.rawValue), \(locale), at, \(hash.map(Bind.bytes) ?? .null)::bytea, \(actor)
              FROM coalesce(\(from)::timestamptz, clock_timestamp()) at
             WHERE \(hash.map(Bind.bytes) ?? .null)::bytea IS DISTINCT FROM (
                       SELECT notice_hash FROM notice_uses
                        WHERE list_id = \(list.id.rawValue) AND locale = \(locale) AND used_from <= at
                        ORDER BY used_from DESC LIMIT 1)
            """) > 0
    }

    private func notices(where condition: Statement) throws -> [KeptNotice] {
        let kept = try connection.map(
            """
            SELECT n.notice_hash, n.list_id, l.slug, n.locale, n.wording, n.box_ticked, u.used_from, u.used_until,
                   u.entered_by
              FROM notices n
              JOIN lists l ON l.list_id = n.list_id
              LEFT JOIN (SELECT *, lead(used_from) OVER (PARTITION BY list_id, locale ORDER BY used_from) AS used_until
                           FROM notice_uses) u
                     ON u.notice_hash = n.notice_hash
             WHERE \(condition)
             ORDER BY l.slug, n.locale, min(u.used_from) OVER (PARTITION BY n.notice_hash), n.notice_hash, u.used_from
            """
        ) { row in
            let from = try row.optional("used_from", as: Instant.self)
            return KeptNotice(
                notice: Notice(
                    list: try row.get("slug"), locale: try row.get("locale"), boxTicked: try row.get("box_ticked"),
                    wording: try row.get("wording")),
                hash: try row.get("notice_hash"), listID: ListID(rawValue: try row.get("list_id")),
                uses: try from.map {
                    [
                        KeptNotice.Use(
                            from: $0, until: try row.optional("used_until"), enteredBy: try row.get("entered_by"))
                    ]
                } ?? [])
        }
        // One row a period: those of one notice lie together.
        return kept.reduce(into: []) { notices, next in
            guard let last = notices.last, last.hash == next.hash else { return notices.append(next) }
            notices[notices.count - 1] = KeptNotice(
                notice: last.notice, hash: last.hash, listID: last.listID, uses: last.uses + next.uses)
        }
    }
}
