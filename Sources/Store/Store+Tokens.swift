package import Consent
import Postgres
import SQL

extension Store {
    /// The lists that a click on a link leaves: the token's own, or every list of its send list.
    package func lists(of token: Token) throws -> [ListID] {
        guard case .everyListOfSendList = token.scope else {
            if case .list(let list) = token.scope { return [list] }
            return []
        }
        return try lists(ofSendList: token.sendList)
    }

    /// The lists that a send list was taken from; none if there is no such send list.
    package func lists(ofSendList id: Int64) throws -> [ListID] {
        try connection.map(
            "SELECT unnest(list_ids) AS list_id FROM send_lists WHERE send_list_id = \(id) ORDER BY 1"
        ) { row in ListID(rawValue: try row.get("list_id")) }
    }

    /// Whether a send list may still be used by the database's clock.
    package func isFresh(sendList id: Int64) throws -> Bool {
        try connection.first(
            "SELECT expires_at > now() AS fresh FROM send_lists WHERE send_list_id = \(id)",
            { row in try row.get("fresh", as: Bool.self) }) ?? false
    }

    /// What the page behind a link says: the names of the lists, and whether the person has left them already.
    package func page(of token: Token) throws -> (names: [String], hasLeft: Bool) {
        let ids = try lists(of: token)
        let lists = try ids.compactMap { try list($0) }
        let left = try ids.allSatisfy { id in
            try connection.first(
                """
                SELECT opted_out_at >= coalesce(opted_in_at, '-infinity') AS gone
                  FROM choices WHERE contact_id = \(token.contact) AND list_id = \(id.rawValue)
                """
            ) { row in try row.optional("gone", as: Bool.self) ?? false } ?? false
        }
        return (lists.map(\.name), left)
    }
}
