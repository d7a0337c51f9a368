import Consent
import Crypto
import Postgres
import SQL
import Store
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// The layer over libpq.
@Suite struct ConnectionTests {
    @Test("after the server ended an idle session, the next statement works on a new session")
    func reconnects() throws {
        let database = try TestDatabase()
        let connection = try database.store().connection
        try terminate(connection, by: database)
        #expect(try connection.execute("SELECT 1") == 1)
    }

    @Test("a statement during which its session ends fails as one that may be tried again")
    func lostStatement() throws {
        let database = try TestDatabase()
        let connection = try database.store().connection
        let error = #expect(throws: PostgresError.self) {
            try connection.execute("SELECT pg_terminate_backend(pg_backend_pid(), 1000), pg_sleep(5)")
        }
        #expect(error?.isServerAway == true)
        #expect(try connection.execute("SELECT 1") == 1)
    }

    @Test("a transaction whose session is lost fails as a whole, and nothing of it stays")
    func lostTransaction() throws {
        let desk = try Desk()
        let connection = desk.store.connection
        #expect(throws: PostgresError.self) {
            try desk.store.transaction {
                _ = try desk.store.source(named: "lost")
                try terminate(connection, by: desk.database)
                _ = try? connection.execute("SELECT 1")
                // Even if the loss is passed over, what follows does not go to another session.
                #expect(throws: PostgresError.connectionLost) { try connection.execute("SELECT 1") }
            }
        }
        #expect(try sources(connection, named: "lost") == 0)
    }

    @Test("a transaction is rolled back if its body throws")
    func rollback() throws {
        struct Change: Error {}
        let desk = try Desk()
        #expect(throws: Change.self) {
            try desk.store.transaction {
                _ = try desk.store.source(named: "gone")
                throw Change()
            }
        }
        #expect(try sources(desk.store.connection, named: "gone") == 0)
        try desk.store.transaction { _ = try desk.store.source(named: "kept") }
        #expect(try sources(desk.store.connection, named: "kept") == 1)
    }

    @Test("a refused statement that is passed over does not count as committed")
    func passedOver() throws {
        let desk = try Desk()
        #expect(throws: PostgresError.transactionFailed) {
            try desk.store.transaction {
                _ = try desk.store.source(named: "half")
                _ = try? desk.store.connection.execute("SELECT 1 / 0")
            }
        }
        #expect(try sources(desk.store.connection, named: "half") == 0)
    }

    @Test("an error has SQLSTATE and constraint, and no value in its description")
    func noValues() throws {
        let desk = try Desk()
        let secret = "taro@example.com"
        let refused = #expect(throws: PostgresError.self) {
            try desk.store.connection.execute("SELECT \(secret)::integer")
        }
        #expect(refused == .refused(sqlState: "22P02", constraint: nil))
        let broken = #expect(throws: PostgresError.self) {
            try desk.store.connection.execute(
                """
                INSERT INTO lists (slug, name, stream, opt_in) VALUES (\(secret), \(secret), 'marketing', 'single')
                """)
        }
        #expect(broken?.constraint == "lists_slug_form")
        for error in [refused, broken] {
            #expect(error.map { "\($0)".contains("taro") } == false)
        }
    }

    @Test("a column that is missing, null or of another type is named")
    func columns() throws {
        let connection = try Connection(TestCluster.shared.owner(of: "postgres"))
        func read<Value: ColumnValue>(_ column: String, as type: Value.Type) throws -> Value? {
            try connection.first("SELECT 'x' AS word, NULL AS nothing") { row in try row.get(column, as: type) }
        }
        let wrong = [("word", "Int"), ("nothing", "a value"), ("else", "anything: there is no such column")]
        for (column, wanted) in wrong {
            #expect(throws: PostgresError.unexpected(column: column, wanted: wanted)) {
                try read(column, as: Int.self)
            }
        }
    }

    @Test("values go there and back unchanged")
    func values() throws {
        let connection = try Connection(TestCluster.shared.owner(of: "postgres"))
        let text = "'; DROP TABLE x; -- \\ \" \u{1F600} 名簿\n"
        let bytes: [UInt8] = [0, 255, 39, 92]
        let instant = Instant(microseconds: 1_735_689_600_123_456)
        let person = Desk.person(7)
        for zone in ["UTC", "Asia/Tokyo", "America/St_Johns"] {
            try connection.execute("SELECT set_config('TimeZone', \(zone), false)")
            let row = try connection.first(
                "SELECT \(text)::text AS a, \(bytes)::bytea AS b, \(instant)::timestamptz AS c, \(person)::uuid AS d"
            ) { row in
                (
                    try row.get("a", as: String.self), try row.get("b", as: [UInt8].self),
                    try row.get("c", as: Instant.self), try row.get("d", as: ContactID.self)
                )
            }
            #expect(row! == (text, bytes, instant, person))
        }
    }

    @Test("the rows of a stream come in batches as they are found, NULL and long values among them")
    func streams() throws {
        let connection = try Connection(TestCluster.shared.owner(of: "postgres"))
        for count in [0, 1, 9, 10, 11, 25] {
            try connection.startStream(
                """
                SELECT i::int8, CASE WHEN i % 3 > 0 THEN repeat('x', (i * 1000)::int) END FROM generate_series(1, \(count)) i
                """)
            var seen = 0
            while case let rows = try connection.nextRows(10), rows.count > 0 {
                #expect(rows.count == min(10, count - seen))
                for row in 0..<rows.count {
                    seen += 1
                    #expect(rows.bytes(row: row, column: 0)?.last == UInt8(seen))
                    let text = rows.bytes(row: row, column: 1)
                    #expect(text?.count == (seen % 3 > 0 ? seen * 1000 : nil))
                    #expect(text?.allSatisfy { $0 == UInt8(ascii: "x") } != false)
                }
            }
            #expect(seen == count)
            #expect(try connection.nextRows(10).count == 0)
            #expect(try connection.execute("SELECT 1") == 1)
        }
    }

    @Test("a stream that fails says so after its first rows, one that is given up does not hold the connection")
    func brokenStreams() throws {
        let connection = try Connection(TestCluster.shared.owner(of: "postgres"))
        try connection.startStream("SELECT 1 / (100 - i) FROM generate_series(1, 200) i")
        #expect(try connection.nextRows(90).count == 90)
        #expect(throws: PostgresError.refused(sqlState: "22012", constraint: nil)) { try connection.nextRows(90) }
        #expect(try connection.execute("SELECT 1") == 1)
        try connection.startStream("SELECT repeat('x', 1000), generate_series(1, 1000000000)")
        #expect(try connection.nextRows(5).count == 5)
        connection.endStream()
        connection.endStream()
        #expect(try connection.execute("SELECT 1") == 1)
    }

    @Test("a statement that was started is waited for, and its error is told then")
    func started() throws {
        let desk = try Desk()
        let connection = desk.store.connection
        try connection.finish()
        try connection.start("SELECT pg_sleep(0.1)")
        try connection.finish()
        try connection.start("SELECT 1 / 0")
        #expect(throws: PostgresError.refused(sqlState: "22012", constraint: nil)) { try connection.finish() }
        #expect(try connection.execute("SELECT 1") == 1)
    }

    @Test("a connection beside another sees what its transaction saw when it began, and only reads")
    func beside() throws {
        let desk = try Desk()
        try desk.store.transaction(.repeatableRead) {
            #expect(try sources(desk.store.connection, named: "mine") == 0)
            let other = try Connection(desk.database.application)
            _ = try Store(other).source(named: "theirs")
            _ = try desk.store.source(named: "mine")
            let beside = try desk.store.connection.beside()
            #expect(try sources(beside, named: "mine") == 0)
            #expect(try sources(beside, named: "theirs") == 0)
            #expect(try sources(other, named: "theirs") == 1)
            #expect(throws: PostgresError.refused(sqlState: "25006", constraint: nil)) {
                _ = try Store(beside).source(named: "written")
            }
        }
        #expect(try sources(desk.store.connection, named: "mine") == 1)
        #expect(try sources(desk.store.connection, named: "theirs") == 1)
    }

    @Test("no limit on idle transactions ends the one that waits for the connection beside it")
    func idleBeside() throws {
        let desk = try Desk()
        try desk.store.connection.execute("SET idle_in_transaction_session_timeout = '200ms'")
        try desk.store.transaction(.repeatableRead) {
            let beside = try desk.store.beside()
            try beside.connection.execute("SELECT pg_sleep(0.6)")
            usleep(600_000)
            _ = try desk.store.source(named: "after all")
            #expect(try sources(beside.connection, named: "after all") == 0)
        }
        #expect(try sources(desk.store.connection, named: "after all") == 1)
    }

    @Test("a connection beside another gives up waiting for a lock that may wait for the other")
    func lockBeside() throws {
        let desk = try Desk()
        try desk.store.transaction(.repeatableRead) {
            let beside = try desk.store.beside()
            let limit = try beside.connection.first("SELECT current_setting('lock_timeout') AS waits") { row in
                try row.get("waits", as: String.self)
            }
            #expect(limit == "10s")
        }
    }

    @Test("a connection beside another that is let go leaves no statement behind")
    func letGo() throws {
        let desk = try Desk()
        try desk.store.transaction(.repeatableRead) {
            var beside: Connection? = try desk.store.connection.beside()
            let id = try #require(
                beside?.first("SELECT pg_backend_pid() AS id") { row in try row.get("id", as: Int.self) })
            // It sends nothing for a minute.
            try beside?.startStream("SELECT pg_sleep(60)")
            beside = nil
            var isThere = true
            for _ in 0..<100 where isThere {
                usleep(50_000)
                isThere =
                    try Connection(desk.database.application).execute(
                        "SELECT FROM pg_stat_activity WHERE pid = \(id)") > 0
            }
            #expect(!isThere)
        }
    }

    @Test("what stops a connection stops the one beside it, until that is let go")
    func cancelsBeside() throws {
        let desk = try Desk()
        let cancellation = try #require(desk.store.connection.cancellation())
        try desk.store.transaction(.repeatableRead) {
            let beside = try desk.store.connection.beside()
            try beside.startStream("SELECT generate_series(1, 5000000)")
            #expect(try beside.nextRows(5).count == 5)
            cancellation.cancel()
            #expect(throws: PostgresError.refused(sqlState: "57014", constraint: nil)) {
                while try beside.nextRows(1000).count > 0 {}
            }
        }
        cancellation.cancel()
        #expect(try desk.store.connection.execute("SELECT 1") == 1)
    }

    @Test("a cancelled statement ends with 57014, and the session goes on")
    func cancels() throws {
        let connection = try Connection(TestCluster.shared.owner(of: "postgres"))
        let cancellation = try #require(connection.cancellation())
        let process = try connection.first("SELECT pg_backend_pid() AS id") { row in try row.get("id", as: Int32.self)
        }!
        let ended = BoundedQueue<Void>(capacity: 1)
        startThread {
            // Not before the statement runs.
            let running: Statement =
                "SELECT 1 FROM pg_stat_activity WHERE pid = \(process) AND state = 'active' AND query LIKE '%sleep%'"
            let watcher = try? Connection(TestCluster.shared.owner(of: "postgres"))
            while (try? watcher?.execute(running)) == 0 {}
            cancellation.cancel()
            _ = ended.push(())
        }
        #expect(throws: PostgresError.refused(sqlState: "57014", constraint: nil)) {
            try connection.execute("SELECT pg_sleep(60)")
        }
        _ = ended.pop()
        #expect(try connection.execute("SELECT 1") == 1)
    }

    @Test("every row in staging bears the digest of its data, also one that is sent in pieces")
    func digests() throws {
        let desk = try Desk()
        let source: Int32 = 77
        var rows = (0..<3000).map { (number: Int) -> StagedContact in
            var row = ImportedFile.row(Desk.person(UInt64(number)), attributes: #"{"plan":"p\#(number)"}"#)
            row.name = number.isMultiple(of: 3) ? nil : String(repeating: "名", count: number % 90)
            row.locale = number.isMultiple(of: 2) ? "" : "ja"
            return row
        }
        for (place, length) in [131_000, 131_072, 400_000].enumerated() {
            rows[1000 * place + 500].name = String(repeating: "x", count: length)
        }
        let staged = try desk.store.stage(source: source) { writer in
            for (line, row) in rows.enumerated() {
                var row = row
                row.line = Int64(line + 2)
                try writer.write(row, run: 1)
            }
        }
        #expect(staged == 3000)
        let digests = try desk.database.superuser().map("SELECT data_digest FROM staged_contacts ORDER BY line") {
            row in
            try row.get("data_digest", as: ContactID.self)
        }
        #expect(digests == rows.map { Self.digest(of: $0, source: source) })
        #expect(Set(digests).count == 3000)
    }

    /// The digest as it is kept in the database: older rows are compared by it, so it may never be another.
    private static func digest(of row: StagedContact, source: Int32) -> ContactID {
        var data = withUnsafeBytes(of: source.littleEndian) { Array($0) }
        for text in [row.address, row.name, row.locale] {
            withUnsafeBytes(of: (text.map { Int64($0.utf8.count) } ?? -1).littleEndian) { data += $0 }
            data += Array((text ?? "").utf8)
        }
        let hash = Array(SHA256.hash(data: data + row.attributes))
        let number = { (bytes: ArraySlice<UInt8>) in bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        return ContactID(high: number(hash[..<8]), low: number(hash[8..<16]))
    }

    @Test("a COPY that is given up, or refused, leaves no row")
    func copyAborts() throws {
        struct Enough: Error {}
        let desk = try Desk()
        var row = ImportedFile.row(Desk.person(1))
        #expect(throws: Enough.self) {
            try desk.store.stage(source: 1) { writer in
                for _ in 0..<10_000 { try writer.write(row, run: 1) }
                throw Enough()
            }
        }
        row.name = "a NUL, which no text holds: \0"
        #expect(throws: PostgresError.refused(sqlState: "22021", constraint: nil)) {
            try desk.store.stage(source: 1) { writer in try writer.write(row, run: 1) }
        }
        let staged = try desk.store.connection.first("SELECT count(*) AS rows FROM staged_contacts") { row in
            try row.get("rows", as: Int.self)
        }
        #expect(staged == 0)
    }

    private func terminate(_ connection: Connection, by database: TestDatabase) throws {
        let process = try connection.first("SELECT pg_backend_pid() AS id") { row in try row.get("id", as: Int32.self) }
        #expect(try database.superuser().execute("SELECT pg_terminate_backend(\(process), 5000)") == 1)
    }

    private func sources(_ connection: Connection, named name: String) throws -> Int? {
        try connection.first("SELECT count(*) AS n FROM sources WHERE name = \(name)") { row in try row.get("n") }
    }
}
