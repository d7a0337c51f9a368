/// A Merkle tree whose leaves are kept in tiles, so that one place can be looked at without the rest.
///
/// A tile is 4,096 leaves, the last one of a tree fewer. Because 4,096 is a power of two, the root of a full tile is a
/// node of the tree, and the tree's root is that of a tree over the roots of its tiles.
package struct TiledTree: Sendable {
    package static let leavesPerTile = 4096

    /// Leaves so far.
    package private(set) var count = 0
    /// The roots of the tiles that are full.
    package private(set) var tileRoots: [MerkleHash] = []
    private var tile = MerkleFrontier()

    package init() {}

    /// Adds a leaf. Answers the root of its tile if that is full now.
    @discardableResult
    package mutating func append(_ leaf: MerkleHash) -> MerkleHash? {
        count += 1
        tile.append(leaf)
        guard tile.count == Self.leavesPerTile else { return nil }
        let root = tile.root
        tileRoots.append(root)
        tile = MerkleFrontier()
        return root
    }

    /// The root of the last tile, if that is not full.
    package var openTileRoot: MerkleHash? { tile.count > 0 ? tile.root : nil }

    /// The root of the whole tree.
    package var root: MerkleHash {
        var upper = MerkleFrontier()
        for tile in tileRoots { upper.append(tile) }
        if let openTileRoot { upper.append(openTileRoot) }
        return upper.root
    }

    /// The path of leaf `index`, from the leaves of its tile and the roots of all tiles.
    package static func path(of index: Int, tile leaves: [MerkleHash], tileRoots: [MerkleHash]) -> [MerkleHash] {
        let (tile, place) = index.quotientAndRemainder(dividingBy: leavesPerTile)
        return MerklePath.of(place, among: leaves) + MerklePath.of(tile, among: tileRoots)
    }
}
