/// A value, or values joined by dots: a field (`attributes.plan`), but also a number (`1.5`) or a domain (`example.co.jp`).
/// Which of them it is shows only where it stands.
struct Member: Sendable {
    /// At least one.
    let parts: [Word]
    let range: Range<Int>
}

/// One value of the grammar.
struct Word: Sendable {
    let pattern: Pattern
    let isQuoted: Bool
}
