/// One `--map field=Column`, or one line under `map:` of a job, unchecked.
package struct ColumnAssignment: Sendable, Equatable {
    /// As a person wrote it, such as `email`.
    package let field: String
    /// A column's name or number.
    package let column: String

    package init(field: String, column: String) {
        self.field = field
        self.column = column
    }

    /// Reads `field=Column`; the column's name may hold `=` itself. Nil if there is no `=` or nothing on one side.
    package init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        self.init(field: String(parts[0]), column: String(parts[1]))
    }
}
