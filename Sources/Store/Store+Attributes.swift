import Postgres
import SQL

extension Store {
    /// Declared attributes: name and type.
    package func declaredAttributes() throws -> [(name: String, type: String)] {
        try connection.map("SELECT name, type FROM attributes WHERE type IS NOT NULL ORDER BY name") { row in
            (name: try row.get("name"), type: try row.get("type"))
        }
    }

    /// The names of all attributes that contacts may have, sorted.
    package func attributeNames() throws -> [String] {
        try connection.map("SELECT name FROM attributes ORDER BY name") { row in try row.get("name") }
    }

    /// Notes attributes that an import brought.
    package func noteAttributes(_ names: [String]) throws {
        try connection.execute(
            """
            INSERT INTO attributes (name) SELECT unnest(\(Bind.texts(names))) ORDER BY 1
            ON CONFLICT ON CONSTRAINT attributes_pkey DO NOTHING
            """)
    }
}
