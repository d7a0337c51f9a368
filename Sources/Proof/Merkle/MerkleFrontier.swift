/// The growing right edge of a Merkle tree: all that is needed to add leaves and to know the root.
///
/// It holds the roots of the complete subtrees that the leaves so far make up, the largest first: at most one for each
/// binary digit of their number.
package struct MerkleFrontier: Sendable {
    /// Leaves so far.
    package private(set) var count = 0
    private var subtrees: [MerkleHash] = []

    package init() {}

    /// Adds a leaf by its hash.
    package mutating func append(_ leaf: MerkleHash) {
        var node = leaf
        var filled = count
        while filled & 1 == 1 {
            node = .node(subtrees.removeLast(), node)
            filled >>= 1
        }
        subtrees.append(node)
        count += 1
    }

    /// The Merkle tree hash of all leaves so far (RFC 9162 §2.1.1).
    package var root: MerkleHash {
        guard var root = subtrees.last else { return .empty }
        for left in subtrees.dropLast().reversed() { root = .node(left, root) }
        return root
    }
}
