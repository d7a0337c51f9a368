/// What an import puts right in an address that was typed or copied carelessly (standards D5).
///
/// The raw value is stable; it is written into reports.
package enum AddressRepair: String, Sendable, Hashable, CaseIterable {
    /// Full-width letters, digits and signs of ASCII became plain ones.
    case fullWidth = "full_width"
    /// An ideographic full stop in the domain became a dot.
    case ideographicFullStop = "ideographic_full_stop"
    /// Characters without width were dropped.
    case invisibleCharacter = "invisible_character"
    /// Spaces other than those of ASCII were dropped around the address or around its `@`.
    case unicodeSpace = "unicode_space"
    /// `mailto:` was dropped, and a query with it.
    case mailto
    /// Angle brackets around the address were dropped.
    case angleBrackets = "angle_brackets"
    /// Quotation marks around the address, or at one end of it, were dropped.
    case strayQuotes = "stray_quotes"
    /// A spreadsheet's formula around the address was undone: `="taro@example.jp"`, `=HYPERLINK("mailto:…")`.
    case formula
    /// A spreadsheet's escapes of line breaks and spaces, such as `_x000D_`, were dropped.
    case spreadsheetEscape = "spreadsheet_escape"
    /// A name before an address in angle brackets, or in parentheses behind it, was dropped.
    case nameAround = "name_around"
    /// Commas, semicolons, colons or full stops around the address were dropped.
    case punctuation

    /// The stable name of the repair, in snake case.
    package var code: String { rawValue }
}
