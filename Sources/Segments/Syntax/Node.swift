/// An expression of AIP-160, as it was read.
///
/// A sequence (`a b`) is read as `a AND b`, as AIP-160 has it for exact matching, and `-a` as `NOT a`; parentheses
/// live on only in the shape of the tree.
indirect enum Node: Sendable {
    case all([Node])
    case any([Node])
    case not(Node)
    case restriction(Restriction)
}

/// One condition: something compared with a value, or something that stands alone.
struct Restriction: Sendable {
    let subject: Subject
    /// Absent where the subject stands alone.
    let comparison: Comparison?
    let range: Range<Int>

    struct Comparison: Sendable {
        let comparator: Comparator
        /// Where the comparator stands.
        let range: Range<Int>
        let argument: Argument
    }
}

/// What is compared: `comparable` of the grammar.
enum Subject: Sendable {
    case member(Member)
    case call(FunctionCall)
}

/// What it is compared with, or what a function is given: `arg` of the grammar.
enum Argument: Sendable {
    case member(Member)
    case call(FunctionCall)
    /// An expression in parentheses, such as the values in `plan = (pro OR gold)`, and where it stands.
    case group(Node, Range<Int>)

    var range: Range<Int> {
        switch self {
        case .member(let member): member.range
        case .call(let call): call.range
        case .group(_, let range): range
        }
    }
}
