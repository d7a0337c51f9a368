package import Consent
import Postgres
import SQL

// The names that an expression may ask for.
extension Store {
    /// The numbers of all lists by slug, archived ones too.
    package func listNumbers() throws -> [String: ListID] {
        let rows = try connection.map("SELECT slug, list_id FROM lists") { row in
            (try row.get("slug", as: String.self), ListID(rawValue: try row.get("list_id")))
        }
        return Dictionary(rows) { first, _ in first }
    }

    /// The numbers of all sources by name.
    package func sourceNumbers() throws -> [String: Int32] {
        let rows = try connection.map("SELECT name, source_id FROM sources") { row in
            (try row.get("name", as: String.self), try row.get("source_id", as: Int32.self))
        }
        return Dictionary(rows) { first, _ in first }
    }

    /// The numbers of the runs that were carried out.
    package func runNumbers() throws -> Set<Int64> {
        Set(
            try connection.map("SELECT run_id FROM runs WHERE kind IN ('import', 'sync') AND finished_at IS NOT NULL") {
                row in try row.get("run_id", as: Int64.self)
            })
    }
}
