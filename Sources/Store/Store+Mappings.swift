import Consent
import Postgres
import SQL

extension Store {
    /// Keeps which column is which field under a name, in place of what was kept under it.
    package func saveMapping(_ name: String, columns: [(field: String, column: String)]) throws {
        let members = columns.map { "\(JSONText.quoted($0.field)):\(JSONText.quoted($0.column))" }
        try connection.execute(
            """
            INSERT INTO mappings (name, columns) VALUES (\(name), \(Bind.json("{" + members.joined(separator: ",") + "}")))
            ON CONFLICT ON CONSTRAINT mappings_pkey
            DO UPDATE SET columns = EXCLUDED.columns, updated_at = now()
            """)
    }

    /// The field and column pairs kept under a name. Throws `unknownMapping`.
    package func mapping(_ name: String) throws -> [(field: String, column: String)] {
        let known = try connection.first(
            "SELECT count(*) AS known FROM mappings WHERE name = \(name)", { row in try row.get("known", as: Int.self) }
        )
        guard known == 1 else { throw StoreError.unknownMapping(name) }
        return try connection.map(
            "SELECT key, value FROM mappings, jsonb_each_text(columns) WHERE name = \(name) ORDER BY key"
        ) { row in (field: try row.get("key"), column: try row.get("value")) }
    }
}
