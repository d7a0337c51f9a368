/// What an attribute of contacts was declared to hold (`lists attribute set NAME TYPE`), and how it is stored.
package enum AttributeType: String, Sendable, CaseIterable {
    /// A JSON string.
    case text
    /// A JSON number.
    case number
    /// A JSON string of the form `2026-01-31`.
    case date
    /// A JSON string of the form `2026-01-31T09:00:00Z`, in UTC and whole seconds.
    case timestamp
    /// JSON true or false.
    case boolean
    /// A JSON array of strings.
    case textList = "list of text"
}
