/// What the person says about a file, where it is not to be found out.
package struct FormatOptions: Sendable {
    /// A format's name; nil finds it.
    package var format: String?
    /// Nil finds it.
    package var encoding: TextEncoding?
    /// The first record holds the names of the columns.
    package var hasHeader = true
    /// The file of a ZIP archive that is meant, by its name.
    package var member: String?
    /// The sheet of a workbook that is meant, by its name or its number among the visible ones.
    package var sheet: String?
    package var unpackLimit = UnpackLimit.standard

    package init() {}
}
