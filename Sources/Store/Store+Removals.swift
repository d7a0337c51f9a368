package import Consent
import Postgres
import SQL

/// Someone who was frozen on a send list and may not be mailed any more.
package struct Removal: Sendable {
    package let contact: ContactID
    package let reason: String
    /// Nil if the contact's data was erased.
    package var address: [UInt8]?
}

extension Store {
    /// Opens the stream of those frozen on a send list who may not be mailed now and were not taken out before, in the
    /// order of their ids. Each is asked on the list that put them there.
    package func openRemovals(of sendList: Int64, on lists: [ListID]) throws {
        try planForAllRows()
        // All rows will be fetched: the plan must be the one for the whole, not for the first rows.
        try connection.execute("SET LOCAL cursor_tuple_fraction = 1")
        try connection.execute(
            """
            DECLARE removals NO SCROLL CURSOR FOR
            SELECT f.contact_id, coalesce(s.reason, 'none') AS reason
              FROM (\(frozen(sendList))) f
              LEFT JOIN (\(statuses(on: lists, at: nil))) s ON s.contact_id = f.contact_id AND s.place = f.place
             WHERE s.reason IS DISTINCT FROM 'subscribed'
               AND NOT EXISTS (SELECT FROM send_list_removals r
                                WHERE r.contact_id = f.contact_id AND r.send_list_id = \(sendList))
             ORDER BY f.contact_id
            """)
    }

    /// The next of them, with the addresses that there are; none at the end.
    package func nextRemovals() throws -> [Removal] {
        var removals = try connection.map("FETCH FORWARD 4096 FROM removals") { row in
            Removal(contact: try row.get("contact_id"), reason: try row.get("reason"), address: nil)
        }
        guard !removals.isEmpty else { return [] }
        var addresses: [ContactID: [UInt8]] = [:]
        let ids = removals.map(\.contact)
        for (contact, address) in try connection.map(
            "SELECT contact_id, canonical_address FROM contacts WHERE contact_id = ANY (\(Bind.contacts(ids)))",
            { row in
                (try row.get("contact_id", as: ContactID.self), try row.get("canonical_address", as: String.self))
            })
        {
            addresses[contact] = Array(address.utf8)
        }
        for place in removals.indices { removals[place].address = addresses[removals[place].contact] }
        return removals
    }

    package func closeRemovals() throws {
        try connection.execute("CLOSE removals")
    }

    /// Records that these were taken out of a send list.
    package func recordRemovals(_ removals: [Removal], of sendList: Int64) throws {
        try connection.execute(
            """
            INSERT INTO send_list_removals (contact_id, send_list_id, reason)
            SELECT contact_id, \(sendList), reason
              FROM unnest(\(Bind.contacts(removals.map(\.contact))), \(Bind.texts(removals.map(\.reason))))
                   AS gone (contact_id, reason)
             ORDER BY contact_id
            ON CONFLICT DO NOTHING
            """)
    }
}
