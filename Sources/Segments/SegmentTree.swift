/// The shape in which an expression was read, for people to see.
package indirect enum SegmentTree: Sendable {
    /// True where all are.
    case all([SegmentTree])
    /// True where any is.
    case any([SegmentTree])
    case not(SegmentTree)
    /// One condition in its canonical text.
    case condition(String)
}

extension Segment {
    /// The tree of the expression; nil for the empty one, which everybody fits.
    package var tree: SegmentTree? { root.map(SegmentTree.init) }
}

extension SegmentTree {
    fileprivate init(_ node: Node) {
        self =
            switch node {
            case .all(let nodes): .all(nodes.map(SegmentTree.init))
            case .any(let nodes): .any(nodes.map(SegmentTree.init))
            case .not(let node): .not(SegmentTree(node))
            case .restriction(let restriction): .condition(restriction.description)
            }
    }

    /// One line for each node, two spaces deeper than the one above it.
    package var lines: [String] {
        switch self {
        case .all(let parts): ["AND"] + parts.flatMap(\.lines).map { "  " + $0 }
        case .any(let parts): ["OR"] + parts.flatMap(\.lines).map { "  " + $0 }
        case .not(let part): ["NOT"] + part.lines.map { "  " + $0 }
        case .condition(let text): [text]
        }
    }
}
