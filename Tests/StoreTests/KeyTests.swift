import Consent
import Crypto
import Postgres
import SQL
import Store
import TestSupport
import Testing

/// Keys of tokens, and what wraps them.
@Suite("Keys") struct KeyTests {
    private let other = try! RootSecret("the root secret that comes after the first one")
    private let token = Token(contact: Desk.person(1), scope: .list(ListID(rawValue: 1)), sendList: 0)

    @Test func `that are new sign, and older ones still check (A17)`() throws {
        let database = try TestDatabase()
        let store = try database.store()
        let before = try store.open(secret: database.secret).tokens
        #expect(try store.rotateTokenKey(secret: database.secret) == 2)
        let after = try store.open(secret: database.secret).tokens
        #expect(before.newest == 1 && after.newest == 2)
        #expect(after.token(from: before.text(of: token)) == token)
        #expect(after.token(from: after.text(of: token)) == token)
        #expect(before.token(from: after.text(of: token)) == nil)
    }

    @Test func `that are revoked check no more; the one that signs cannot be`() throws {
        let database = try TestDatabase()
        let store = try database.store()
        let first = try store.open(secret: database.secret).tokens
        #expect(throws: StoreError.keySigns(1)) { try store.revokeTokenKey(1) }
        #expect(throws: StoreError.unknownKey(9)) { try store.revokeTokenKey(9) }
        _ = try store.rotateTokenKey(secret: database.secret)
        try store.revokeTokenKey(1)
        let revokedAt = try store.tokenKeyFacts()[0].revokedAt
        try store.revokeTokenKey(1)
        #expect(try store.tokenKeyFacts()[0].revokedAt == revokedAt)
        let text = first.text(of: token)
        #expect(try store.tokenKeys(secret: database.secret).token(from: text) == nil)
        #expect(try store.tokenKeys(secret: database.secret, includingRevoked: true).token(from: text) == token)
    }

    @Test func `made at the same moment have different numbers`() async throws {
        let database = try TestDatabase()
        let pool = Pool(database.application, threads: 4)
        defer { pool.close() }
        let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask { try await pool.run { try Store($0).rotateTokenKey(secret: database.secret) } }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(numbers == Set(2...9))
    }

    @Test func `are all wrapped anew for another root secret, and nothing else changes`() throws {
        let database = try TestDatabase()
        let store = try database.store()
        _ = try store.rotateTokenKey(secret: database.secret)
        try store.revokeTokenKey(1)
        let before = try store.open(secret: database.secret)
        let wrapped = try wrappings(of: database)
        try Store(database.superuser()).rewrapKeys(from: database.secret, to: other) {}
        // Whoever adds a wrapped key to the schema has to wrap it anew in `rewrapKeys`.
        let now = try wrappings(of: database)
        #expect(wrapped.count == now.count && wrapped.count >= 4)
        #expect(Set(wrapped).isDisjoint(with: now), "a key was not wrapped anew")
        #expect(throws: StoreError.wrongSecret) { try store.open(secret: database.secret) }
        let after = try store.open(secret: other)
        let address = try EmailAddress("taro@example.com")
        #expect(after.identity.contactID(of: address) == before.identity.contactID(of: address))
        #expect(after.tokens.token(from: before.tokens.text(of: token)) == token)
        #expect(after.manifest.rawRepresentation == before.manifest.rawRepresentation)
        #expect(throws: Never.self) { try store.tokenKeys(secret: other, includingRevoked: true) }
    }

    @Test func `stay as they are if the new secret cannot be kept`() throws {
        struct DiskFull: Error {}
        let database = try TestDatabase()
        let wrapped = try wrappings(of: database)
        #expect(throws: DiskFull.self) {
            try Store(database.superuser()).rewrapKeys(from: database.secret, to: other) { throw DiskFull() }
        }
        #expect(try wrappings(of: database) == wrapped)
    }

    @Test func `are wrapped anew by the owner alone, who knows the old secret`() throws {
        let database = try TestDatabase()
        #expect(throws: StoreError.notOwner) {
            try database.store().rewrapKeys(from: database.secret, to: other) {}
        }
        #expect(throws: StoreError.wrongSecret) {
            try Store(database.superuser()).rewrapKeys(from: other, to: database.secret) {}
        }
        // A program that still has the old secret cannot make a key that nobody could unwrap.
        try Store(database.superuser()).rewrapKeys(from: database.secret, to: other) {}
        #expect(throws: StoreError.wrongSecret) { try database.store().rotateTokenKey(secret: database.secret) }
    }

    /// The bytes of every column of the schema whose name says that it is a wrapped key.
    private func wrappings(of database: TestDatabase) throws -> [String] {
        let superuser = try database.superuser()
        return try superuser.map(
            """
            SELECT k.column_name || ' ' || v.value AS wrapping
              FROM information_schema.columns k,
                   LATERAL (SELECT unnest(xpath('//value/text()', query_to_xml(
                       format('SELECT encode(%I, ''hex'') AS value FROM %I', k.column_name, k.table_name),
                       false, false, '')))::text AS value) v
             WHERE k.table_schema = 'public' AND k.column_name LIKE 'wrapped%'
             ORDER BY 1
            """
        ) { row in try row.get("wrapping") }
    }
}
