/// An expression that says who belongs, in the filter language of AIP-160.
///
///     let segment = try Segment(parsing: #"plan = "pro" AND created_at > now-30d"#)
///     let checked = try segment.check(against: catalog, at: clock)
///     let members: Statement = "SELECT c.contact_id FROM contacts AS c WHERE \(checked.predicate)"
///
/// Parsing knows only the grammar; what names and values mean is checked later, against a catalog, without a database.
///
/// What is asked of a contact:
///
/// - `email`, `domain`, `name`, `locale`, `created_at`, `updated_at`, or an attribute: `plan`, or `attributes.plan` where a
///   field has that name. An attribute that was not declared is text without an order.
/// - `=` and `!=`; of text with `*` for any characters (`\*` is a star); `~` and `!~` without regard to case; `<`, `<=`, `>`,
///   `>=` of what is declared to have an order. `= (a OR b)` is `= a OR = b`.
/// - `:` has: a list has the text, a field has the value; `:*` and `!= null` ask for presence, `= null` for absence.
/// - Functions, such as `subscribed("news")`, `segment("active")` or `opened(30d)`; see `SegmentFunctions`.
/// - A value alone is looked for in address and name, without regard to case.
/// - Times are RFC 3339, dates (the whole day), or `now` and `today` with a duration: `now-12h`, `today - 30d`.
///
/// Logic is three-valued, as SQL has it: a comparison with what is absent, or not of the declared type, is unknown, and
/// only what is true is selected. So a contact without a plan is in neither `plan = pro` nor `NOT plan = pro` nor
/// `plan != pro`. What asks for presence, `:` and a value alone are never unknown: `NOT plan:pro` selects that contact.
package struct Segment: Sendable {
    /// How long an expression may be, in bytes of UTF-8.
    package static let maximumLength = 65_536

    /// The expression as it was given.
    package let text: String
    /// Nil for the empty expression, which everybody fits.
    let root: Node?
    /// Whether AND stands beside OR without parentheses, so that some would read it otherwise than AIP-160 does.
    let mixesOperators: Bool
    /// How many comparisons it holds.
    let comparisons: Int

    /// Reads an expression; refuses what is not the grammar, longer than `maximumLength`, nested deeper than 64 levels of
    /// parentheses, or holds more than 1,000 comparisons.
    package init(parsing text: String) throws(SegmentError) {
        guard text.utf8.count <= Self.maximumLength else {
            throw SegmentError("the expression is longer than 64 KiB", at: 0..<0, expected: "a shorter one").about(text)
        }
        self.text = text
        do {
            var parser = try Parser(text)
            root = try parser.filter()
            mixesOperators = parser.mixesOperators
            comparisons = parser.comparisons
        } catch {
            throw error.about(text)
        }
    }
}

extension Segment: CustomStringConvertible {
    /// The canonical text, which is read as the same expression and printed as the same text.
    package var description: String {
        root?.description ?? ""
    }
}
