package import Crypto
import Postgres
package import Proof
package import Store

/// Seals the ledger: closes what no seal covers yet into a Merkle tree, and signs its root.
package struct SealFlow {
    private let store: Store
    private let key: Curve25519.Signing.PrivateKey

    package init(store: Store, key: Curve25519.Signing.PrivateKey) {
        self.store = store
        self.key = key
    }

    /// Makes a seal in one transaction and one snapshot. Answers nil if every line is sealed already.
    ///
    /// A line whose transaction is still under way is not seen: the seal after its commit covers it. Throws a `Failure`: 75
    /// if another seal is being made, 65 if the last seal is not to be built on. `progress` hears how many lines were
    /// taken, now and then.
    package func run(progress: (Int) -> Void = { _ in }) throws -> SignedSeal? {
        do {
            return try store.transaction(.repeatableRead) {
                guard try store.reserveSealing() else { throw Self.busy }
                try store.allowLongStatements()
                return try seal(progress)
            }
        } catch let error as PostgresError where error.constraint == "seals_pkey" {
            // Another one was made between this one's snapshot and its reservation.
            throw Self.busy
        }
    }

    private static let busy = Failure(.busy, "another seal is being made: try again when it is done")

    private func seal(_ progress: (Int) -> Void) throws -> SignedSeal? {
        let scene = try store.sealScene()
        let before = try store.lastSeal()
        let chain = SealChain([before].compactMap { $0 })
        let publicKey = Array(key.publicKey.rawRepresentation)
        do throws(SealChain.Problem) {
            try chain.check(signedBy: publicKey, fromBeginning: false)
        } catch {
            throw Failure(.badData, "\(error.description); nothing is sealed on top of it: lists ledger verify")
        }
        let number = (before?.seal.number ?? 0) + 1
        try store.openLines(before.map { .since($0.seal, epoch: scene.epoch) } ?? .all)
        var tiles = TileWriter(store: store, seal: number)
        var encoder = LineLeaf()
        while case let batch = try store.nextLines(), batch.count > 0 {
            for row in 0..<batch.count {
                let origin = batch.origin(row)
                guard chain.index(epoch: origin.epoch, xid: origin.xid) == nil else { continue }
                let id = batch.id(row)
                guard let leaf = batch.leaf(row, by: &encoder) else {
                    throw Failure(.badData, "what was purged of contact \(id.contact), event \(id.event) is no leaf")
                }
                try tiles.append(leaf, of: id)
            }
            progress(tiles.tree.count)
        }
        try store.closeLines()
        guard let (first, last) = try tiles.finish() else { return nil }
        let seal = Seal(
            number: number, installation: scene.installation, lines: tiles.tree.count, tree: tiles.tree.root,
            first: first, last: last, epoch: scene.epoch, system: scene.system, snapshot: scene.snapshot,
            sealedAt: scene.now, previous: before?.seal.root, publicKey: publicKey)
        let signed = SignedSeal(seal: seal, signature: try seal.signature(by: key))
        try store.insertSeal(signed)
        return signed
    }
}

/// Gathers the leaves of a seal into tiles and stores each when it is full.
private struct TileWriter {
    let store: Store
    let seal: Int
    private(set) var tree = TiledTree()
    private var leaves: [MerkleHash] = []
    private var first: Seal.LineID?
    private var tileFirst: Seal.LineID?
    private var last: Seal.LineID?

    init(store: Store, seal: Int) {
        self.store = store
        self.seal = seal
        leaves.reserveCapacity(TiledTree.leavesPerTile)
    }

    mutating func append(_ leaf: MerkleHash, of id: Seal.LineID) throws {
        if first == nil { first = id }
        if tileFirst == nil { tileFirst = id }
        last = id
        leaves.append(leaf)
        if let root = tree.append(leaf) { try store(tile: tree.tileRoots.count - 1, root: root) }
    }

    /// Stores what is left. Answers the first and the last line; nil if there was none.
    mutating func finish() throws -> (first: Seal.LineID, last: Seal.LineID)? {
        if let root = tree.openTileRoot { try store(tile: tree.tileRoots.count, root: root) }
        guard let first, let last else { return nil }
        return (first, last)
    }

    private mutating func store(tile: Int, root: MerkleHash) throws {
        guard let tileFirst, let last else { return }
        try store.insertTile(
            SealTile(seal: seal, number: tile, first: tileFirst, last: last, root: root, leaves: leaves))
        leaves.removeAll(keepingCapacity: true)
        self.tileFirst = nil
    }
}
