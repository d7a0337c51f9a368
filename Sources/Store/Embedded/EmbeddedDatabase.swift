package import Consent
import Postgres
import SQL

/// The database inside the embedded server.
package enum EmbeddedDatabase {
    /// Makes database and schema if they are missing, so that the first command that a person types works.
    /// Answers whether they were.
    package static func prepare(_ server: EmbeddedServer, secret: RootSecret) throws -> Bool {
        try create(server)
        let owner = Store(try Connection(server.owner))
        guard try !owner.hasSchema() else { return false }
        try owner.initialise(secret: secret)
        return true
    }

    /// Makes the empty database if it is missing.
    package static func create(_ server: EmbeddedServer) throws {
        let maintenance = try Connection(server.maintenance)
        let exists = try maintenance.first(
            "SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'meibo') AS there",
            { row in try row.get("there", as: Bool.self) })
        guard exists != true else { return }
        do {
            try maintenance.execute("CREATE DATABASE meibo")
        } catch {
            // 42P04, 23505: another command made it at the same moment.
            guard ["42P04", "23505"].contains(error.sqlState) else { throw error }
        }
    }
}
