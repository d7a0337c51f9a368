package import Consent
import Crypto
import Postgres
import SQL

/// A key of tokens as people see it.
package struct TokenKeyFacts: Sendable {
    package let number: Int
    package let createdAt: Instant
    package let revokedAt: Instant?
    /// The one that signs new tokens.
    package let isSigning: Bool
    /// Send lists made while it signed, and when the last of them was taken.
    package let sendLists: Int
    package let lastSendList: Instant?
}

extension Store {
    /// The keys that check tokens now; with `includingRevoked` those too that do so no more. Throws `wrongSecret`.
    package func tokenKeys(secret: RootSecret, includingRevoked: Bool = false) throws -> TokenKeys {
        let wrapped = try connection.map(
            "SELECT key_number, wrapped_key FROM token_keys WHERE revoked_at IS NULL OR \(includingRevoked)"
        ) { row in
            (number: try row.get("key_number", as: Int.self), key: try row.get("wrapped_key", as: [UInt8].self))
        }
        var keys: [UInt16: SymmetricKey] = [:]
        do {
            for (number, key) in wrapped {
                keys[UInt16(number)] = SymmetricKey(
                    data: try secret.unwrap(key, purpose: KeyPurpose.token(number)))
            }
        } catch {
            throw StoreError.wrongSecret
        }
        guard !keys.isEmpty else { throw StoreError.notInitialised }
        return TokenKeys(keys)
    }

    /// All keys of tokens, by number.
    package func tokenKeyFacts() throws -> [TokenKeyFacts] {
        try connection.map(
            """
            SELECT k.key_number, k.created_at, k.revoked_at, k.replaced_at IS NULL AS signing,
                   count(s.send_list_id) AS send_lists, max(s.as_of) AS last_send_list
              FROM (SELECT key_number, created_at, revoked_at,
                           lead(created_at) OVER (ORDER BY key_number) AS replaced_at
                      FROM token_keys) k
              LEFT JOIN send_lists s
                ON s.as_of >= k.created_at AND s.as_of < coalesce(k.replaced_at, 'infinity')
             GROUP BY k.key_number, k.created_at, k.revoked_at, k.replaced_at
             ORDER BY k.key_number
            """
        ) { row in
            TokenKeyFacts(
                number: try row.get("key_number"), createdAt: try row.get("created_at"),
                revokedAt: try row.optional("revoked_at"), isSigning: try row.get("signing"),
                sendLists: try row.get("send_lists"), lastSendList: try row.optional("last_send_list"))
        }
    }

    /// Makes a new key, which signs from now on. Answers its number. Throws `wrongSecret`, `noKeyNumberLeft`.
    package func rotateTokenKey(secret: RootSecret) throws -> Int {
        try transaction {
            try lockKeys()
            // Under the lock once more: a key wrapped under a secret just replaced would keep everybody out.
            _ = try tokenKeys(secret: secret, includingRevoked: true)
            let last = try connection.first(
                "SELECT max(key_number) AS last FROM token_keys", { row in try row.get("last", as: Int.self) })
            let number = (last ?? 0) + 1
            guard number <= UInt16.max else { throw StoreError.noKeyNumberLeft }
            let key = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
            try connection.execute(
                """
                INSERT INTO token_keys (key_number, wrapped_key)
                VALUES (\(Int32(number)), \(try secret.wrap(key, purpose: KeyPurpose.token(number))))
                """)
            return number
        }
    }

    /// Lets a key check tokens no more: every link signed with it is dead. Again is harmless.
    ///
    /// Throws `unknownKey`, and `keySigns` for the newest one: without it no token could be made.
    package func revokeTokenKey(_ number: Int) throws {
        try transaction {
            try lockKeys()
            let known = try tokenKeyFacts()
            guard let key = known.first(where: { $0.number == number }) else { throw StoreError.unknownKey(number) }
            guard !key.isSigning else { throw StoreError.keySigns(number) }
            try connection.execute(
                """
                UPDATE token_keys SET revoked_at = now()
                 WHERE key_number = \(Int32(number)) AND revoked_at IS NULL
                """)
        }
    }

    /// Wraps every key anew, for another root secret, in one transaction that `beforeCommit` may still stop. The login
    /// must own the database.
    ///
    /// Throws `notOwner`; `wrongSecret` if `old` is not the secret that the keys are wrapped under.
    package func rewrapKeys(from old: RootSecret, to new: RootSecret, beforeCommit: () throws -> Void) throws {
        try transaction {
            try connection.execute("SET LOCAL ROLE NONE")
            guard try ownsDatabase() else { throw StoreError.notOwner }
            try lockKeys()
            do {
                let rewrap = { (key: [UInt8], purpose: String) in
                    try new.wrap(try old.unwrap(key, purpose: purpose), purpose: purpose)
                }
                let installation = try connection.first(
                    "SELECT wrapped_id_key, wrapped_manifest_key FROM installation"
                ) { row in
                    (
                        try row.get("wrapped_id_key", as: [UInt8].self),
                        try row.get("wrapped_manifest_key", as: [UInt8].self)
                    )
                }
                guard let (identity, manifest) = installation else { throw StoreError.notInitialised }
                try connection.execute(
                    """
                    UPDATE installation
                       SET wrapped_id_key = \(try rewrap(identity, KeyPurpose.identity)),
                           wrapped_manifest_key = \(try rewrap(manifest, KeyPurpose.manifest))
                    """)
                let tokens = try connection.map("SELECT key_number, wrapped_key FROM token_keys") { row in
                    (try row.get("key_number", as: Int.self), try row.get("wrapped_key", as: [UInt8].self))
                }
                for (number, key) in tokens {
                    try connection.execute(
                        """
                        UPDATE token_keys SET wrapped_key = \(try rewrap(key, KeyPurpose.token(number)))
                         WHERE key_number = \(Int32(number))
                        """)
                }
            } catch is SecretError {
                throw StoreError.wrongSecret
            }
            try beforeCommit()
        }
    }

    /// Runs `body` while no key is made, revoked or wrapped anew.
    package func holdingKeys<Value>(_ body: () throws -> Value) throws -> Value {
        try transaction {
            try connection.execute("SELECT pg_advisory_xact_lock_shared(20900, 0)")
            return try body()
        }
    }

    /// One at a time for whoever changes keys, `init` too; until the end of the transaction.
    private func lockKeys() throws {
        try connection.execute("SELECT pg_advisory_xact_lock(20900, 0)")
    }
}
