import Consent
import Postgres
import SQL
import Store
import TestSupport
import Testing

/// `init`: schema, keys, secret.
@Suite struct InstallationTests {
    private let otherSecret = try! RootSecret("another root secret, just as long as it must be")

    @Test("a database opens with its secret; with another one it is refused")
    func secrets() throws {
        let database = try TestDatabase()
        let store = try database.store()
        let keys = try store.open(secret: database.secret)
        let token = Token(contact: Desk.person(1), scope: .list(ListID(rawValue: 1)), sendList: 0)
        let again = try store.open(secret: database.secret)
        #expect(again.tokens.token(from: keys.tokens.text(of: token)) == token)
        #expect(throws: StoreError.wrongSecret) { try store.open(secret: otherSecret) }
        #expect(throws: StoreError.wrongSecret) {
            try Store(database.superuser()).initialise(secret: otherSecret)
        }
    }

    @Test("a database without the schema, or with another version of it, is refused")
    func versions() throws {
        let empty = try TestDatabase(empty: true)
        #expect(throws: StoreError.notInitialised) { try empty.store().checkSchema() }
        let database = try TestDatabase()
        try database.superuser().execute("UPDATE installation SET schema_version = 99")
        #expect(throws: StoreError.schemaVersion(found: 99, wanted: Schema.version)) {
            try database.store().open(secret: database.secret)
        }
    }

    @Test("of a schema that lacks what a newer one has, the version is told")
    func olderShape() throws {
        let empty = try TestDatabase(empty: true)
        #expect(throws: StoreError.notInitialised) { try empty.store().open(secret: empty.secret) }
        let database = try TestDatabase()
        try database.superuser().executeScript(
            "UPDATE installation SET schema_version = 1; ALTER TABLE installation DROP COLUMN system_identifier")
        #expect(throws: StoreError.schemaVersion(found: 1, wanted: Schema.version)) {
            try database.store().open(secret: database.secret)
        }
        // Of the right version it is no other thing than the error that it is.
        try database.superuser().execute("UPDATE installation SET schema_version = \(Int32(Schema.version))")
        let error = #expect(throws: PostgresError.self) { try database.store().open(secret: database.secret) }
        #expect(error?.sqlState == "42703")
    }

    @Test("schema.sql runs again on a database in use and changes nothing in it")
    func schemaAgain() throws {
        let desk = try Desk()
        try ImportedFile(.contacts, desk.news, [ImportedFile.row(Desk.person(1))]).imported(by: desk.store)
        let superuser = try desk.database.superuser()
        let before = try superuser.state()
        let keys = try desk.store.open(secret: desk.database.secret)
        try Store(superuser).initialise(secret: desk.database.secret)
        #expect(try desk.database.superuser().state() == before)
        #expect(try desk.lines() == 1)
        let address = try EmailAddress("taro@example.com")
        let again = try desk.store.open(secret: desk.database.secret)
        #expect(again.identity.contactID(of: address) == keys.identity.contactID(of: address))
    }

    @Test("who does not own the database cannot initialise it")
    func notOwner() throws {
        let database = try TestDatabase(empty: true)
        #expect(throws: StoreError.notOwner) { try database.store().initialise(secret: database.secret) }
    }

    @Test("several init at once all succeed, and make one installation", arguments: [false, true])
    func atOnce(asPlainOwner: Bool) async throws {
        let database = try TestDatabase(empty: true)
        let parameters = asPlainOwner ? try plainOwner(of: database) : database.owner
        let pool = Pool(parameters, threads: 6)
        defer { pool.close() }
        try await withThrowingTaskGroup { group in
            for _ in 0..<6 {
                group.addTask {
                    try await pool.run { connection in
                        try Store(connection).initialise(secret: database.secret)
                    }
                }
            }
            try await group.waitForAll()
        }
        // From then on the owner's sessions too act as meibo_app.
        _ = try Store(Connection(parameters)).open(secret: database.secret)
        let keys = try database.superuser().first("SELECT count(*) AS keys FROM token_keys") { row in
            try row.get("keys", as: Int.self)
        }
        #expect(keys == 1)
        if asPlainOwner { try removePlainOwner(of: database) }
    }

    /// A login as a hosting company gives it: owner of its database, and no superuser.
    private func plainOwner(of database: TestDatabase) throws -> ConnectionParameters {
        let name = "owner_of_\(database.name)"
        try database.superuser().executeScript(
            "CREATE ROLE \(name) LOGIN CREATEROLE; ALTER DATABASE \(database.name) OWNER TO \(name)")
        return ConnectionParameters("\(database.owner.string) user=\(name)")
    }

    private func removePlainOwner(of database: TestDatabase) throws {
        let name = "owner_of_\(database.name)"
        try database.superuser().executeScript("REASSIGN OWNED BY \(name) TO meibo_owner; DROP OWNED BY \(name)")
        try database.superuser().executeScript("DROP ROLE \(name)")
    }
}
