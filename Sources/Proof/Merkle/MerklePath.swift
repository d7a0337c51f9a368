/// The hashes that lead from one leaf to the root of its tree: the proof that the leaf is in it.
package enum MerklePath {
    /// The path of leaf `index` among these leaves, from the leaf's sibling up (RFC 9162 §2.1.3.1).
    package static func of(_ index: Int, among leaves: [MerkleHash]) -> [MerkleHash] {
        precondition(leaves.indices.contains(index))
        var path: [MerkleHash] = []
        var level = leaves
        var place = index
        while level.count > 1 {
            // The last of an odd number has no sibling: it rises as it is.
            if place ^ 1 < level.count { path.append(level[place ^ 1]) }
            level = stride(from: 0, to: level.count, by: 2).map { left in
                left + 1 < level.count ? .node(level[left], level[left + 1]) : level[left]
            }
            place >>= 1
        }
        return path
    }

    /// The root that a path leads to from leaf `index` of a tree of `size` leaves, or nil if such a tree has no such path
    /// (RFC 9162 §2.1.3.2).
    package static func root(of leaf: MerkleHash, index: Int, size: Int, path: [MerkleHash]) -> MerkleHash? {
        guard 0 <= index, index < size else { return nil }
        var (place, last) = (index, size - 1)
        var root = leaf
        for sibling in path {
            guard last > 0 else { return nil }
            if place & 1 == 1 || place == last {
                root = .node(sibling, root)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                root = .node(root, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 ? root : nil
    }
}
