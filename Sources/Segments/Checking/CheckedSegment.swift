package import SQL

/// A segment whose names and values make sense, as SQL.
package struct CheckedSegment: Sendable {
    /// A boolean SQL expression over `contacts AS c`: true for exactly those who belong. For others it is false or null,
    /// so it stands in a WHERE and is not negated.
    package let predicate: Statement
    /// Remarks for the person who wrote the expression, one line each.
    package let notes: [String]
}
