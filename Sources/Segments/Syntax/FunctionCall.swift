/// A call such as `month(birthday)`.
struct FunctionCall: Sendable {
    /// The name; a qualified one with its dots.
    let name: String
    let nameRange: Range<Int>
    let arguments: [Argument]
    /// Where the whole call stands.
    let range: Range<Int>
}
