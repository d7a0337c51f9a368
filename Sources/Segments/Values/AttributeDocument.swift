import Consent
import SQL

/// A JSON object with one attribute, which `@>` looks for in the attributes of contacts.
struct AttributeDocument {
    private let text: String

    /// `{"name": "value"}`
    init(_ name: String, string value: String) {
        text = "{\(JSONText.quoted(name)):\(JSONText.quoted(value))}"
    }

    /// `{"name": value}` of a number or a boolean as JSON writes it.
    init(_ name: String, scalar value: String) {
        text = "{\(JSONText.quoted(name)):\(value)}"
    }

    /// `{"name": ["value"]}`
    init(_ name: String, listOf value: String) {
        text = "{\(JSONText.quoted(name)):[\(JSONText.quoted(value))]}"
    }

    /// The SQL of whether a contact's attributes contain it. Never null, and served by a GIN index.
    var isContained: Statement { "(c.attributes @> \(Bind.json(text)))" }
}
