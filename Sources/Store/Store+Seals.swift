package import Consent
import Postgres
package import Proof
import SQL

extension Store {
    /// What a new seal is made in: the snapshot of the current transaction and the server it is of.
    package struct SealScene: Sendable {
        package let snapshot: Snapshot
        package let system: Int64
        package let epoch: Int
        package let installation: String
        package let now: Instant
    }

    /// Reserves the making of a seal until the end of the transaction; false if somebody else makes one.
    package func reserveSealing() throws -> Bool {
        try connection.first("SELECT pg_try_advisory_xact_lock(advisory_class('seal'), 0) AS reserved") { row in
            try row.get("reserved", as: Bool.self)
        } ?? false
    }

    package func sealScene() throws -> SealScene {
        let scene = try connection.first(
            """
            SELECT pg_current_snapshot()::text AS snapshot, system_identifier, epoch, installation_id::text AS installation,
                   clock_timestamp() AS now
              FROM installation
            """
        ) { row in
            SealScene(
                snapshot: try row.snapshot("snapshot"), system: try row.get("system_identifier"),
                epoch: try row.get("epoch"), installation: try row.get("installation"), now: try row.get("now"))
        }
        guard let scene else { throw StoreError.notInitialised }
        return scene
    }

    /// All seals in the order of their numbers.
    package func seals() throws -> [SignedSeal] {
        try seals(where: "true")
    }

    /// The seal made last, or nil.
    package func lastSeal() throws -> SignedSeal? {
        try seals(where: "seal_number = (SELECT max(seal_number) FROM seals)").first
    }

    /// The greatest number of a seal that has tiles: of all seals, unless one was removed.
    package func lastTiledSeal() throws -> Int? {
        try connection.first("SELECT max(seal_number) AS number FROM seal_tiles") { row in
            try row.optional("number", as: Int.self)
        } ?? nil
    }

    package func insertSeal(_ signed: SignedSeal) throws {
        let seal = signed.seal
        try connection.execute(
            """
            INSERT INTO seals (
                seal_number, lines, tree, first_contact, first_event, last_contact, last_event, epoch, system_identifier,
                snapshot, sealed_at, previous, public_key, signature)
            SELECT \(Int32(seal.number)), \(seal.lines), \(seal.tree.bytes), \(seal.first.contact), \(seal.first.event),
                   \(seal.last.contact), \(seal.last.event), \(Int32(seal.epoch)), \(seal.system),
                   (\(seal.snapshot.text)::text)::pg_snapshot, \(seal.sealedAt), \(seal.previous?.bytes),
                   \(seal.publicKey), \(signed.signature)
            """)
    }

    private func seals(where condition: Statement) throws -> [SignedSeal] {
        try connection.map(
            """
            SELECT seal_number, (SELECT installation_id::text FROM installation) AS installation, lines, tree, first_contact,
                   first_event, last_contact, last_event, epoch, system_identifier, snapshot::text AS snapshot, sealed_at,
                   previous, public_key, signature
              FROM seals WHERE \(condition) ORDER BY seal_number
            """
        ) { row in
            let seal = Seal(
                number: try row.get("seal_number"), installation: try row.get("installation"),
                lines: try row.get("lines"), tree: try row.hash("tree"),
                first: Seal.LineID(contact: try row.get("first_contact"), event: try row.get("first_event")),
                last: Seal.LineID(contact: try row.get("last_contact"), event: try row.get("last_event")),
                epoch: try row.get("epoch"), system: try row.get("system_identifier"),
                snapshot: try row.snapshot("snapshot"), sealedAt: try row.get("sealed_at"),
                previous: try row.optional("previous", as: MerkleHash.self), publicKey: try row.get("public_key"))
            return SignedSeal(seal: seal, signature: try row.get("signature"))
        }
    }
}

extension MerkleHash: ColumnValue {
    package init?(columnText: UnsafeBufferPointer<UInt8>) {
        guard let bytes = [UInt8](columnText: columnText) else { return nil }
        self.init(bytes)
    }
}

extension Row {
    fileprivate func hash(_ column: String) throws(PostgresError) -> MerkleHash {
        try get(column, as: MerkleHash.self)
    }

    fileprivate func snapshot(_ column: String) throws(PostgresError) -> Snapshot {
        guard let snapshot = Snapshot(try get(column)) else { throw .unexpected(column: column, wanted: "a snapshot") }
        return snapshot
    }
}
