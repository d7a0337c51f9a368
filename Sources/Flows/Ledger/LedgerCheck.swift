import Postgres
package import Proof
package import Store

/// Whether the ledger is what was sealed, and the state what follows from it.
package struct LedgerCheck {
    private let store: Store
    private let publicKey: [UInt8]

    /// What was found. Nothing is wrong if `problem` is nil.
    package struct Report: Sendable {
        package var fold: Verification
        package var seals = 0
        package var sealed = 0
        package var unsealed = 0
        package var purged = 0
        /// The root of the last seal: the anchor to keep.
        package var root: MerkleHash?
        /// The seal whose root is the anchor that was given.
        package var anchor: Int?
        /// The first thing that is wrong.
        package var problem: String?
    }

    /// - Parameter publicKey: the key that must have signed all seals.
    package init(store: Store, publicKey: [UInt8]) {
        self.store = store
        self.publicKey = publicKey
    }

    /// Checks everything in one snapshot. `progress` hears how many lines were read, now and then.
    package func run(anchor: MerkleHash? = nil, progress: (Int) -> Void = { _ in }) throws -> Report {
        try store.transaction(.repeatableRead) {
            try store.allowLongStatements()
            var report = Report(fold: try store.verifyLedger())
            try checkSeals(anchor, &report, progress)
            if report.problem == nil, let first = report.fold.differences.first {
                report.problem =
                    "the state does not follow from the ledger: first in \(first.table), contact \(first.contact)"
                    + (first.key.isEmpty ? "" : ", \(first.key)")
            }
            return report
        }
    }

    private func checkSeals(_ anchor: MerkleHash?, _ report: inout Report, _ progress: (Int) -> Void) throws {
        let chain = SealChain(try store.seals())
        report.seals = chain.seals.count
        do throws(SealChain.Problem) {
            try chain.check(signedBy: publicKey)
        } catch {
            report.problem = error.description
            return
        }
        if let tiled = try store.lastTiledSeal(), tiled > chain.seals.count {
            report.problem = "seal \(chain.seals.count + 1) is missing"
            return
        }
        report.root = chain.seals.last?.seal.root
        if let anchor {
            report.anchor = chain.seals.first { $0.seal.root == anchor }?.seal.number
            if report.anchor == nil {
                report.problem =
                    "no seal has this root: a seal was removed, or this is another ledger than the anchor's"
                return
            }
        }
        let trees = try readLines(chain, &report, progress)
        for (index, signed) in chain.seals.enumerated() {
            let (seal, tree) = (signed.seal, trees[index])
            if let difference = try difference(seal, tree, chain, index) {
                report.problem = difference
                return
            }
        }
    }

    /// Reads the whole ledger once; every line goes into the tree of its seal.
    private func readLines(
        _ chain: SealChain, _ report: inout Report, _ progress: (Int) -> Void
    ) throws -> [TiledTree] {
        var trees = [TiledTree](repeating: TiledTree(), count: chain.seals.count)
        var encoder = LineLeaf()
        try store.openLines(.all)
        while case let batch = try store.nextLines(), batch.count > 0 {
            for row in 0..<batch.count {
                if batch.isPurged(row) { report.purged += 1 }
                let origin = batch.origin(row)
                guard let index = chain.index(epoch: origin.epoch, xid: origin.xid) else {
                    report.unsealed += 1
                    continue
                }
                report.sealed += 1
                trees[index].append(batch.leaf(row, by: &encoder) ?? .empty)
            }
            progress(report.sealed + report.unsealed)
        }
        try store.closeLines()
        return trees
    }

    /// Where a seal's lines are not what was sealed, in words; nil if they are.
    private func difference(_ seal: Seal, _ tree: TiledTree, _ chain: SealChain, _ index: Int) throws -> String? {
        let isWhole = tree.count == seal.lines && tree.root == seal.tree
        let computed = tree.tileRoots.map(Optional.some) + (tree.openTileRoot.map { [$0] } ?? [])
        let kept = try store.tileRoots(of: seal.number)
        if isWhole {
            return kept == computed
                ? nil : "the tiles of seal \(seal.number) were changed; its lines are as they were sealed"
        }
        let tile = (0..<max(kept.count, computed.count)).first { number in
            number >= kept.count || number >= computed.count || kept[number] != computed[number]
        }
        guard let tile, let place = try TileSearch(store: store, chain: chain, index: index).place(inTile: tile) else {
            return "seal \(seal.number): its lines were changed, and its tiles with them: they do not say where"
        }
        return "seal \(seal.number): \(place)"
    }
}
