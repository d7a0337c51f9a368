/// The schema that this program was built with.
package enum Schema {
    /// Raised with every change of `schema.sql` that an older program would not understand.
    package static let version = 2

    /// `schema.sql`, the whole current schema: re-runnable, never drops anything.
    package static let script = String(decoding: PackageResources.schema_sql, as: UTF8.self)
}
