import Consent
import Crypto
import Flows
import Postgres
import Proof
import SQL
import Store
import TestSupport

/// A desk whose ledger is sealed and checked.
struct Sealing {
    let desk: Desk
    let key: Curve25519.Signing.PrivateKey

    init() throws {
        desk = try Desk()
        key = try desk.store.open(secret: desk.database.secret).manifest
    }

    var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

    /// Makes a seal on a connection of its own, as another process would.
    @discardableResult
    func seal() throws -> Seal? {
        try SealFlow(store: desk.database.store(), key: key).run()?.seal
    }

    func check(anchor: MerkleHash? = nil) throws -> LedgerCheck.Report {
        try LedgerCheck(store: desk.database.store(), publicKey: publicKey).run(anchor: anchor)
    }

    /// What `ledger verify` would complain of first; nil if all is well.
    func problem(anchor: MerkleHash? = nil) throws -> String? {
        try check(anchor: anchor).problem
    }

    /// Does as somebody with every right in the database.
    func tamper(_ statement: Statement) throws {
        let superuser = try desk.database.superuser()
        // After an init the superuser's sessions act as meibo_app.
        try superuser.execute("SET ROLE NONE")
        try superuser.execute(statement)
    }

    /// A line in the order of contact and event, counted from 0.
    func line(_ number: Int) throws -> Seal.LineID {
        try desk.database.superuser().first(
            "SELECT contact_id, event_id FROM consent_events ORDER BY contact_id, event_id OFFSET \(number) LIMIT 1"
        ) { row in Seal.LineID(contact: try row.get("contact_id"), event: try row.get("event_id")) }!
    }

    /// Grounds of many people at once, by an import.
    func importPeople(_ numbers: ClosedRange<UInt64>) throws {
        try ImportedFile(.contacts, desk.news, numbers.map { ImportedFile.row(Desk.person($0)) }).imported(
            by: desk.store)
    }
}
