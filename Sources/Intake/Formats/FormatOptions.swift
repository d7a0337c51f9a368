/// What the person says about a file, where it is not to be found out.
package struct FormatOptions: Sendable {
    /// A format's name; nil finds it.
    package var format: String?
    /// Nil finds it.
    package var encoding: TextEncoding?
    /// The first record holds the names of the columns.
    package var hasHeader = true

    package init() {}
}
