import Postgres
package import Proof
import SQL

/// Some leaves of a seal, in their order.
package struct SealTile: Sendable {
    package var seal: Int
    /// Counted from 0.
    package var number: Int
    package var first: Seal.LineID
    package var last: Seal.LineID
    package var root: MerkleHash
    package var leaves: [MerkleHash]

    package init(
        seal: Int, number: Int, first: Seal.LineID, last: Seal.LineID, root: MerkleHash, leaves: [MerkleHash]
    ) {
        self.seal = seal
        self.number = number
        self.first = first
        self.last = last
        self.root = root
        self.leaves = leaves
    }
}

extension Store {
    package func insertTile(_ tile: SealTile) throws {
        var leaves: [UInt8] = []
        leaves.reserveCapacity(tile.leaves.count * MerkleHash.byteCount)
        for leaf in tile.leaves { leaf.append(to: &leaves) }
        try connection.execute(
            """
            INSERT INTO seal_tiles (
                seal_number, tile, first_contact, first_event, last_contact, last_event, root, leaves)
            VALUES (
                \(Int32(tile.seal)), \(Int32(tile.number)), \(tile.first.contact), \(tile.first.event), \(tile.last.contact),
                \(tile.last.event), \(tile.root.bytes), \(leaves))
            """)
    }

    /// The roots of a seal's tiles in their order; nil where one is missing.
    package func tileRoots(of seal: Int) throws -> [MerkleHash?] {
        var roots: [MerkleHash?] = []
        let tiles = try connection.map(
            "SELECT tile, root FROM seal_tiles WHERE seal_number = \(Int32(seal)) ORDER BY tile"
        ) { row in (number: try row.get("tile", as: Int.self), root: try row.get("root", as: MerkleHash.self)) }
        for tile in tiles where tile.number >= roots.count {
            while roots.count < tile.number { roots.append(nil) }
            roots.append(tile.root)
        }
        return roots
    }

    /// A tile of a seal by its number, or nil.
    package func tile(_ number: Int, of seal: Int) throws -> SealTile? {
        try tiles(of: seal, where: "tile = \(Int32(number))").first
    }

    /// The tile in which a line of a seal lies, or nil.
    package func tile(holding line: Seal.LineID, of seal: Int) throws -> SealTile? {
        try tiles(
            of: seal, where: "(last_contact, last_event) >= (\(line.contact), \(line.event)) ORDER BY tile LIMIT 1"
        ).first
    }

    private func tiles(of seal: Int, where condition: Statement) throws -> [SealTile] {
        try connection.map(
            """
            SELECT tile, first_contact, first_event, last_contact, last_event, root, leaves
              FROM seal_tiles WHERE seal_number = \(Int32(seal)) AND \(condition)
            """
        ) { row in
            let leaves = try row.get("leaves", as: [UInt8].self)
            return SealTile(
                seal: seal, number: try row.get("tile"),
                first: Seal.LineID(contact: try row.get("first_contact"), event: try row.get("first_event")),
                last: Seal.LineID(contact: try row.get("last_contact"), event: try row.get("last_event")),
                root: try row.get("root"),
                leaves: stride(from: 0, to: leaves.count - MerkleHash.byteCount + 1, by: MerkleHash.byteCount)
                    .compactMap {
                        MerkleHash(Array(leaves[$0..<$0 + MerkleHash.byteCount]))
                    })
        }
    }
}
