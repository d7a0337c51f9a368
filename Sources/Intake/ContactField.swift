/// What a column of a file can be to a contact, besides an attribute. The raw value is its name on the command line.
package enum ContactField: String, Sendable, CaseIterable {
    case email
    /// The whole name; excludes the two parts.
    case name
    case familyName = "family_name"
    case givenName = "given_name"
    /// The language to write in.
    case locale
    /// Whether another tool would mail the person (`RowStatus`). Several columns may say so: the strictest counts.
    case status
    /// What proves an opt-in or a claim: a reference to a form, a sale, a page, a line of another system.
    case evidence
}

extension ContactField {
    /// The field that a person names, in any letter case and with or without separators.
    package init?(named name: String) {
        let folded = FoldedHeader(name)
        guard let field = Self.allCases.first(where: { FoldedHeader($0.rawValue) == folded }) else { return nil }
        self = field
    }
}
