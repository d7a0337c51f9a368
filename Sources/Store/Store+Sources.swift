import Postgres
import SQL

extension Store {
    /// The number of a source; one not seen before gets a number.
    package func source(named name: String) throws -> Int32 {
        let known: Statement = "SELECT source_id FROM sources WHERE name = \(name)"
        if let id = try connection.first(known, { row in try row.get("source_id", as: Int32.self) }) { return id }
        try connection.execute("INSERT INTO sources (name) VALUES (\(name)) ON CONFLICT DO NOTHING")
        guard let id = try connection.first(known, { row in try row.get("source_id", as: Int32.self) }) else {
            throw PostgresError.unexpected(column: "source_id", wanted: "the source just made")
        }
        return id
    }
}
