import Proof
import Store

/// Finds the line in which a tile of a seal differs from what was sealed.
struct TileSearch {
    let store: Store
    let chain: SealChain
    /// The seal's place in the chain.
    let index: Int

    /// What is wrong, with contact and event; nil if the tile itself is not what was sealed.
    func place(inTile number: Int) throws -> String? {
        let seal = chain.seals[index].seal.number
        // A line may have been put in behind the last tile.
        let kept = try store.tile(number, of: seal)
        let leaves = kept?.leaves ?? []
        if let kept {
            var tree = MerkleFrontier()
            for leaf in leaves { tree.append(leaf) }
            guard tree.root == kept.root else { return nil }
        }
        let lower = number == 0 ? nil : try store.tile(number - 1, of: seal)?.last
        let upper = try store.tile(number + 1, of: seal)?.first
        let found = try lines(between: lower, and: upper, enough: leaves.count + 2)
        return Self.difference(found, leaves)
    }

    private typealias Line = (id: Seal.LineID, leaf: MerkleHash)

    private func lines(between lower: Seal.LineID?, and upper: Seal.LineID?, enough: Int) throws -> [Line] {
        var encoder = LineLeaf()
        var found: [Line] = []
        try store.openLines(.between(lower, upper))
        reading: while case let batch = try store.nextLines(), batch.count > 0 {
            for row in 0..<batch.count {
                let origin = batch.origin(row)
                guard chain.index(epoch: origin.epoch, xid: origin.xid) == index else { continue }
                found.append((batch.id(row), batch.leaf(row, by: &encoder) ?? .empty))
                if found.count == enough { break reading }
            }
        }
        try store.closeLines()
        return found
    }

    private static func difference(_ found: [Line], _ kept: [MerkleHash]) -> String? {
        guard
            let place = (0..<max(found.count, kept.count)).first(where: { place in
                place >= found.count || place >= kept.count || found[place].leaf != kept[place]
            })
        else { return nil }
        func name(_ line: Line) -> String { "contact \(line.id.contact), event \(line.id.event)" }
        if place >= found.count {
            return found.last.map { "a line is missing behind \(name($0))" } ?? "all its lines are missing"
        }
        let line = found[place]
        if place >= kept.count { return "\(name(line)) was not there when it was sealed" }
        if place + 1 < kept.count, kept[place + 1] == line.leaf { return "a line is missing before \(name(line))" }
        if place + 1 < found.count, found[place + 1].leaf == kept[place] {
            return "\(name(line)) was not there when it was sealed"
        }
        return "\(name(line)) is not what was sealed"
    }
}
