/// The schema that this program was built with.
package enum Schema {
    /// Raised with every change of `schema.sql` that an older program would not understand.
    package static let version = 5

    /// `schema.sql`, the whole current schema: re-runnable, never drops anything. Then `bases.sql`, the law as data.
    package static let script =
        String(decoding: PackageResources.schema_sql, as: UTF8.self)
        + String(decoding: PackageResources.bases_sql, as: UTF8.self)
}
