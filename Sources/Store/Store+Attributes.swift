package import Consent
import Postgres
import SQL

/// What is known of an attribute.
package struct KnownAttribute: Sendable {
    package let name: String
    /// Nil if it was not declared.
    package let type: AttributeType?
    /// Whether it has an index of its own.
    package let isIndexed: Bool
    package let createdAt: Instant
}

extension Store {
    /// All attributes that contacts may have, by name.
    package func attributes() throws -> [KnownAttribute] {
        try connection.map("SELECT name, type, indexed, created_at FROM attributes ORDER BY name") { row in
            KnownAttribute(
                name: try row.get("name"),
                type: try row.optional("type", as: String.self).flatMap(AttributeType.init(rawValue:)),
                isIndexed: try row.get("indexed"), createdAt: try row.get("created_at"))
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

    /// Whether one index serves equality on all attributes.
    package func hasEqualityIndex() throws -> Bool {
        try connection.first(
            "SELECT to_regclass('contacts_attributes_idx') IS NOT NULL AS there",
            { row in try row.get("there", as: Bool.self) }) ?? false
    }

    /// Makes that index, or drops it.
    package func setEqualityIndex(_ on: Bool) throws {
        try connection.execute("SELECT index_attributes(\(on))")
    }
}

// Declaring an attribute, within one transaction: reserve, read every value once, stage what it becomes, declare.
extension Store {
    /// Opens the stream of the values that contacts have of an attribute, or had, each once; lists only if they are to
    /// become something else.
    package func openValues(of attribute: String, for type: AttributeType?) throws {
        try connection.execute(
            """
            DECLARE attribute_values NO SCROLL CURSOR FOR
            SELECT attribute_text(v) AS text, count(*) FILTER (WHERE stands) AS contacts
              FROM (SELECT true AS stands, attributes -> \(attribute) AS v FROM contacts
                    UNION ALL SELECT false, attributes -> \(attribute) FROM contact_changes
                    UNION ALL SELECT false, said -> 'attributes' -> \(attribute) FROM contact_changes) c
             WHERE jsonb_typeof(v) <> ALL (\(Bind.texts(type == .textList ? ["null", "array"] : ["null"])))
             GROUP BY 1
            """)
    }

    /// The next values, with how many contacts have them; none at the end.
    package func nextValues() throws -> [(text: String, contacts: Int)] {
        try connection.map("FETCH FORWARD 4096 FROM attribute_values") { row in
            (text: try row.get("text"), contacts: try row.get("contacts"))
        }
    }

    /// Ends the stream: an open one would stand in the way of an index.
    package func closeValues() throws {
        try connection.execute("CLOSE attribute_values")
    }

    /// Stages what values become: their JSON, or nil if they do not fit.
    package func stageValues(_ values: [(text: String, contacts: Int, json: String?)]) throws {
        _ = try connection.copyIn("COPY staged_values (text, contacts, value) FROM STDIN (FORMAT binary)") { writer in
            for value in values {
                try writer.beginRow(columns: 3)
                try writer.write(value.text)
                try writer.write(Int64(value.contacts))
                try writer.write(value.json)
            }
        }
    }

    /// Declares the attribute, or takes the declaration back, and stores the staged values. Answers how many contacts were
    /// rewritten.
    package func declareAttribute(_ name: String, as type: AttributeType?, indexed: Bool) throws -> Int {
        try connection.first("SELECT declare_attribute(\(name), \(type?.rawValue), \(indexed)) AS rewritten") { row in
            try row.get("rewritten", as: Int.self)
        } ?? 0
    }

    /// The staged values that do not fit: how many contacts have one, and the most frequent ones.
    package func misfits(limit: Int) throws -> (contacts: Int, values: [(text: String, contacts: Int)]) {
        let total = try connection.first(
            "SELECT coalesce(sum(contacts), 0)::bigint AS contacts FROM staged_values WHERE value IS NULL"
        ) { row in try row.get("contacts", as: Int.self) }
        let values = try connection.map(
            """
            SELECT text, contacts FROM staged_values WHERE value IS NULL AND contacts > 0
             ORDER BY contacts DESC, text COLLATE "C" LIMIT \(limit)
            """
        ) { row in (text: try row.get("text", as: String.self), contacts: try row.get("contacts", as: Int.self)) }
        return (total ?? 0, values)
    }

    /// Forgets what was staged.
    package func forgetStagedValues() throws {
        try connection.execute("SELECT empty_staged_values()")
    }
}
