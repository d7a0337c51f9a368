/// The name of a contact from the columns that hold it.
package enum ContactName {
    /// Family name and given name with a space between them, in the Japanese order; one alone stands alone.
    package static func joined(family: String, given: String) -> String {
        if family.isEmpty { return given }
        return given.isEmpty ? family : "\(family) \(given)"
    }
}
