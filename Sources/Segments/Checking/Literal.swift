/// A value as it was written, not yet of any type.
struct Literal: Sendable {
    let pattern: Pattern
    /// Whether any of it stood in quotes: words such as `null` and `now` mean themselves then.
    let isQuoted: Bool
    let range: Range<Int>

    init(_ member: Member) {
        pattern = member.parts.dropFirst().reduce(member.parts[0].pattern) { $0 + Pattern(".") + $1.pattern }
        isQuoted = member.parts.contains(where: \.isQuoted)
        range = member.range
    }

    /// The text, where it has no wildcard.
    var plainText: String? { pattern.hasWildcard ? nil : pattern.text }

    /// The text, where it is neither quoted nor has a wildcard.
    var word: String? { isQuoted ? nil : plainText }

    /// Whether it is `*` alone, which asks for presence.
    var isStar: Bool { !isQuoted && pattern.text == "*" }
}
