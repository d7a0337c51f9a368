package import Consent
import Postgres
package import SQL

/// How the contacts of a segment stand on one list.
package struct ListOverlap: Sendable {
    package let list: String
    package var sendable = 0
    /// How many are kept out, by reason; `none` counts those who have nothing to do with the list.
    package var excluded: [String: Int] = [:]
}

extension Store {
    /// How many contacts a predicate selects, and how they stand on each list, in one statement that selects them once.
    package func overlap(
        of predicate: Statement, with lists: [MailingList], at: Instant
    ) throws -> (contacts: Int, lists: [ListOverlap]) {
        var statement: Statement =
            """
            WITH chosen AS MATERIALIZED (SELECT c.contact_id FROM contacts c WHERE \(predicate))
            SELECT 0 AS list_id, 'all' AS reason, count(*) AS contacts FROM chosen
            """
        for list in lists {
            statement.append(
                """
                 UNION ALL SELECT \(list.id.rawValue), s.reason, count(*)
                  FROM chosen JOIN subscriptions_at(\(list.id.rawValue), \(at)) s USING (contact_id) GROUP BY s.reason
                """)
        }
        let counts: [ReasonCount] = try transaction {
            try prepareToSelect()
            return try connection.map(statement) { row in
                ReasonCount(
                    list: try row.get("list_id"), reason: try row.get("reason"), contacts: try row.get("contacts"))
            }
        }
        var all = 0
        for count in counts where count.list == 0 { all = count.contacts }
        let overlaps = lists.map { list in
            var overlap = ListOverlap(list: list.slug)
            var strangers = all
            for count in counts where count.list == list.id.rawValue {
                strangers -= count.contacts
                if count.reason == "subscribed" {
                    overlap.sendable = count.contacts
                } else {
                    overlap.excluded[count.reason] = count.contacts
                }
            }
            if strangers > 0 { overlap.excluded["none", default: 0] += strangers }
            return overlap
        }
        return (all, overlaps)
    }
}

/// How many contacts have one reason on a list; list 0 counts all.
private struct ReasonCount {
    let list: Int32
    let reason: String
    let contacts: Int
}
