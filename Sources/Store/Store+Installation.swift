package import Consent
import Crypto
import Postgres
import SQL

extension Store {
    /// Makes the role, the schema and the keys, or brings the schema up to date. Safe to repeat.
    ///
    /// Throws `notOwner` if the login may not, `wrongSecret` if the database was made under another root secret.
    package func initialise(secret: RootSecret) throws {
        // A login that programs share is put into meibo_app by a setting of its role; the owner's work needs it back.
        try connection.execute("SET ROLE NONE")
        guard try ownsDatabase() else { throw StoreError.notOwner }
        try ensureRole()
        try transaction {
            // One init at a time, whoever runs it.
            try connection.execute("SELECT pg_advisory_xact_lock(20900, 0)")
            try connection.executeScript(Schema.script)
            try ensureKeys(secret: secret)
            try connection.execute("SELECT note_server()")
            try connection.execute("UPDATE installation SET schema_version = \(Int32(Schema.version))")
        }
        try becomeApplicationByDefault()
    }

    /// Checks schema, rights and secret, and unwraps the keys.
    ///
    /// Throws `notInitialised`, `schemaVersion`, `otherServer`, `mayWriteLedger` or `wrongSecret`.
    package func open(secret: RootSecret) throws -> Keys {
        let found: Opening?
        do {
            found = try opening()
        } catch let error as PostgresError where error.sqlState != nil {
            // A schema of another version may lack what is asked.
            try checkSchema()
            throw error
        }
        guard let found else { throw StoreError.notInitialised }
        guard found.isOnNotedServer else { throw StoreError.otherServer }
        guard !found.mayWriteLedger else { throw StoreError.mayWriteLedger }
        return try keys(found.wrapped, secret: secret)
    }

    /// What every command asks before it begins, in one statement, since each is waited for.
    private struct Opening {
        /// Whether the database is still on the server that `initialise` noted: a copy elsewhere begins transaction numbers
        /// anew, and its new lines must be told from those that came along.
        let isOnNotedServer: Bool
        let mayWriteLedger: Bool
        let wrapped: WrappedKeys
    }

    private func opening() throws -> Opening? {
        try connection.first(
            """
            SELECT schema_version, system_identifier = server_identifier() AS same, wrapped_id_key, wrapped_manifest_key,
                   (SELECT bool_or(has_table_privilege(t, 'INSERT, UPDATE, DELETE, TRUNCATE'))
                      FROM unnest(ARRAY['consent_events', 'choices', 'grounds', 'suppressions', 'links']) t) AS may_write
              FROM installation
            """
        ) { row in
            // First of all: of another version the rest may be of another form.
            let version = try row.get("schema_version", as: Int.self)
            guard version == Schema.version else {
                throw StoreError.schemaVersion(found: version, wanted: Schema.version)
            }
            return Opening(
                isOnNotedServer: try row.optional("same") ?? false,
                mayWriteLedger: try row.get("may_write"), wrapped: try WrappedKeys(row))
        }
    }

    /// The keys of the installation as they are stored.
    private struct WrappedKeys {
        let identity: [UInt8]
        let manifest: [UInt8]

        init(_ row: borrowing Row) throws {
            identity = try row.get("wrapped_id_key")
            manifest = try row.get("wrapped_manifest_key")
        }
    }

    /// Throws `notInitialised` or `schemaVersion` if this program does not fit the database.
    package func checkSchema() throws {
        let exists = try connection.first("SELECT to_regclass('installation') IS NOT NULL AS there") { row in
            try row.get("there", as: Bool.self)
        }
        guard exists == true,
            let found = try connection.first(
                "SELECT schema_version FROM installation",
                { row in
                    try row.get("schema_version", as: Int.self)
                })
        else { throw StoreError.notInitialised }
        guard found == Schema.version else {
            throw StoreError.schemaVersion(found: found, wanted: Schema.version)
        }
    }

    /// Whether the database holds a schema of Meibo, of any version.
    package func hasSchema() throws -> Bool {
        do {
            try checkSchema()
            return true
        } catch StoreError.notInitialised {
            return false
        } catch is StoreError {
            return true
        }
    }

    private func keys(_ wrapped: WrappedKeys, secret: RootSecret) throws -> Keys {
        do {
            let identity = try secret.unwrap(wrapped.identity, purpose: KeyPurpose.identity)
            let manifest = try secret.unwrap(wrapped.manifest, purpose: KeyPurpose.manifest)
            return Keys(
                identity: IdentityKey(SymmetricKey(data: identity)), tokens: try tokenKeys(secret: secret),
                manifest: try Curve25519.Signing.PrivateKey(rawRepresentation: manifest))
        } catch is SecretError {
            throw StoreError.wrongSecret
        }
    }

    private func ensureKeys(secret: RootSecret) throws {
        let wrapped = try connection.first(
            "SELECT wrapped_id_key, wrapped_manifest_key FROM installation", { row in try WrappedKeys(row) })
        if let wrapped {
            _ = try keys(wrapped, secret: secret)
            return
        }
        let random = { SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) } }
        let manifest = Curve25519.Signing.PrivateKey()
        try connection.execute(
            """
            INSERT INTO installation (
                schema_version, match_form_version, wrapped_id_key, wrapped_manifest_key, manifest_public_key)
            VALUES (
                \(Int32(Schema.version)), \(Int32(EmailAddress.matchFormVersion)),
                \(try secret.wrap(random(), purpose: KeyPurpose.identity)),
                \(try secret.wrap(Array(manifest.rawRepresentation), purpose: KeyPurpose.manifest)),
                \(Array(manifest.publicKey.rawRepresentation)))
            """)
        try connection.execute(
            """
            INSERT INTO token_keys (key_number, wrapped_key)
            VALUES (1, \(try secret.wrap(random(), purpose: KeyPurpose.token(1))))
            """)
    }

    func ownsDatabase() throws -> Bool {
        try connection.first(
            """
            SELECT pg_has_role(datdba, 'MEMBER') AS owns FROM pg_database WHERE datname = current_database()
            """
        ) { row in try row.get("owns", as: Bool.self) } ?? false
    }

    /// Roles belong to the whole cluster: they are changed only when something is missing, one init at a time.
    private func ensureRole() throws {
        let missing = try connection.first("SELECT to_regrole('meibo_app') IS NULL AS missing") { row in
            try row.get("missing", as: Bool.self)
        }
        guard missing == true else { return }
        do {
            try connection.execute("CREATE ROLE meibo_app LOGIN")
        } catch {
            switch error.sqlState {
            case "42710", "23505": break  // Another init made it at the same moment.
            case "42501": throw StoreError.notOwner
            default: throw error
            }
        }
    }

    /// Sets the login up so that its later sessions in this database act as meibo_app, and limits their statements.
    private func becomeApplicationByDefault() throws {
        try transaction {
            try connection.execute("SELECT pg_advisory_xact_lock(20900, 0)")
            let settings = try connection.first(
                """
                SELECT coalesce(array_to_string(setconfig, ','), '') AS settings
                  FROM pg_db_role_setting s
                 WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
                   AND s.setrole = session_user::regrole
                """
            ) { row in try row.get("settings", as: String.self) }
            if settings?.contains("role=meibo_app") != true || settings?.contains("jit=off") != true {
                try connection.executeScript(
                    """
                    DO $$ BEGIN
                        IF NOT pg_has_role(session_user, 'meibo_app', 'MEMBER') THEN
                            EXECUTE format('GRANT meibo_app TO %I', session_user);
                        END IF;
                        EXECUTE format('ALTER ROLE %I IN DATABASE %I SET role = meibo_app', session_user, current_database());
                        EXECUTE format('ALTER ROLE %I IN DATABASE %I SET statement_timeout = ''60s''',
                                       session_user, current_database());
                        EXECUTE format('ALTER ROLE meibo_app IN DATABASE %I SET statement_timeout = ''60s''',
                                       current_database());
                        -- Compiling a plan takes a second, and no statement here gains as much by it.
                        EXECUTE format('ALTER ROLE %I IN DATABASE %I SET jit = off', session_user, current_database());
                    END $$
                    """)
            }
        }
        try connection.execute("SET ROLE meibo_app")
    }
}

extension Store {
    /// What `db check` shows.
    package struct ServerFacts: Sendable {
        package let version: String
        package let role: String
        package let installation: String
    }

    package func serverFacts() throws -> ServerFacts {
        let facts = try connection.first(
            """
            SELECT current_setting('server_version') AS version, current_user::text AS role,
                   installation_id::text AS installation
              FROM installation
            """
        ) { row in
            ServerFacts(
                version: try row.get("version"), role: try row.get("role"), installation: try row.get("installation"))
        }
        guard let facts else { throw StoreError.notInitialised }
        return facts
    }
}
