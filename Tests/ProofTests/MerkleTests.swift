import Proof
import TestSupport
import Testing

/// Merkle trees by RFC 9162 §2.1.
@Suite struct MerkleTests {
    /// The leaves of the test vectors that Certificate Transparency has used since RFC 6962.
    private static let leaves = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ].map { MerkleHash.leaf(Hexadecimal.bytes($0)!) }

    /// Their roots, by the number of leaves.
    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    static let paths: [(index: Int, size: Int, path: [String])] = [
        (0, 1, []),
        (
            0, 8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        ),
        (
            5, 8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        ),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
        (
            1, 5,
            [
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ]
        ),
        (4, 5, ["d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
        (
            6, 7,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        ),
    ]

    @Test("the roots of nought to eight leaves are those of the test vectors (RFC 9162 §2.1.1)", arguments: 0...8)
    func knownRoots(size: Int) {
        var frontier = MerkleFrontier()
        var tree = TiledTree()
        for leaf in Self.leaves.prefix(size) {
            frontier.append(leaf)
            tree.append(leaf)
        }
        #expect(frontier.root.description == Self.roots[size])
        #expect(tree.root.description == Self.roots[size])
    }

    @Test("the paths of the test vectors are found, and lead to the root (RFC 9162 §2.1.3)", arguments: paths)
    func knownPaths(index: Int, size: Int, path: [String]) {
        let found = MerklePath.of(index, among: Array(Self.leaves.prefix(size)))
        #expect(found.map(\.description) == path)
        let root = MerklePath.root(of: Self.leaves[index], index: index, size: size, path: found)
        #expect(root?.description == Self.roots[size])
    }

    @Test("every leaf of a tree of any size has a path to its root, and to no other", arguments: 0..<60)
    func randomTrees(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let size = Int.random(in: 1...(seed < 50 ? 70 : 3 * TiledTree.leavesPerTile), using: &random)
        let leaves = (0..<size).map { MerkleHash.leaf([UInt8($0 & 0xFF), UInt8($0 >> 8)]) }
        var (frontier, tree) = (MerkleFrontier(), TiledTree())
        for leaf in leaves {
            frontier.append(leaf)
            tree.append(leaf)
        }
        #expect(frontier.root == plainRoot(leaves[...]), "seed \(seed)")
        #expect(tree.root == frontier.root, "seed \(seed)")
        let tileRoots = tree.tileRoots + (tree.openTileRoot.map { [$0] } ?? [])
        for _ in 0..<20 {
            let index = Int.random(in: 0..<size, using: &random)
            let path = MerklePath.of(index, among: leaves)
            let start = index / TiledTree.leavesPerTile * TiledTree.leavesPerTile
            let tile = Array(leaves[start..<min(size, start + TiledTree.leavesPerTile)])
            #expect(TiledTree.path(of: index, tile: tile, tileRoots: tileRoots) == path, "seed \(seed)")
            let root = MerklePath.root(of: leaves[index], index: index, size: size, path: path)
            #expect(root == tree.root, "seed \(seed), leaf \(index) of \(size)")
            expectBroken(leaves[index], index, size, path, tree.root, &random)
        }
    }

    /// A flipped bit in the leaf or the path, another place, a hash more or less: none leads to the root.
    private func expectBroken(
        _ leaf: MerkleHash, _ index: Int, _ size: Int, _ path: [MerkleHash], _ root: MerkleHash,
        _ random: inout SplitMix
    ) {
        let other = flipped(leaf, &random)
        #expect(MerklePath.root(of: other, index: index, size: size, path: path) != root)
        for place in path.indices {
            var changed = path
            changed[place] = flipped(path[place], &random)
            #expect(MerklePath.root(of: leaf, index: index, size: size, path: changed) != root)
        }
        #expect(MerklePath.root(of: leaf, index: index, size: size, path: path + [leaf]) != root)
        if !path.isEmpty {
            #expect(MerklePath.root(of: leaf, index: index, size: size, path: Array(path.dropLast())) != root)
        }
        if size > 1 {
            #expect(MerklePath.root(of: leaf, index: (index + 1) % size, size: size, path: path) != root)
        }
        #expect(MerklePath.root(of: leaf, index: size, size: size, path: path) == nil)
        #expect(MerklePath.root(of: leaf, index: -1, size: size, path: path) == nil)
    }

    private func flipped(_ hash: MerkleHash, _ random: inout SplitMix) -> MerkleHash {
        var bytes = hash.bytes
        bytes[Int.random(in: 0..<32, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        return MerkleHash(bytes)!
    }

    /// The definition of RFC 9162 §2.1.1, word for word.
    private func plainRoot(_ leaves: ArraySlice<MerkleHash>) -> MerkleHash {
        guard leaves.count > 1 else { return leaves.first ?? .empty }
        var half = 1
        while half * 2 < leaves.count { half *= 2 }
        return .node(plainRoot(leaves.prefix(half)), plainRoot(leaves.dropFirst(half)))
    }
}
