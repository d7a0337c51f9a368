import Postgres
import SQL
import Store
import TestSupport
import Testing

/// Connections with threads of their own behind one bounded queue.
@Suite struct PoolTests {
    @Test("when the waiting line is full, the pool says so at once")
    func overloaded() async throws {
        let pool = Pool(TestCluster.shared.owner(of: "postgres"), threads: 1, capacity: 2)
        let (started, release) = (BoundedQueue<Void>(capacity: 1), BoundedQueue<Void>(capacity: 1))
        async let blocking: Void = pool.run { _ in
            _ = started.push(())
            _ = release.pop()
        }
        _ = started.pop()
        let refusals = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    do {
                        _ = try await pool.run { connection in try connection.execute("SELECT 1") }
                        return false
                    } catch PostgresError.overloaded {
                        // Whoever waits goes on once this one was turned away.
                        release.end()
                        return true
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        try await blocking
        #expect(refusals >= 1)
        #expect(try await pool.run { connection in try connection.execute("SELECT 1") } == 1)
        pool.close()
        await #expect(throws: PostgresError.overloaded) { try await pool.run { _ in } }
    }

    @Test("an error of one closure is its own; the connection serves the next, also after its session was ended")
    func errors() async throws {
        let pool = Pool(TestCluster.shared.owner(of: "postgres"), threads: 1)
        defer { pool.close() }
        await #expect(throws: PostgresError.refused(sqlState: "22012", constraint: nil)) {
            try await pool.run { connection in try connection.execute("SELECT 1 / 0") }
        }
        await #expect(throws: PostgresError.self) {
            try await pool.run { connection in try connection.execute("SELECT pg_terminate_backend(pg_backend_pid())") }
        }
        #expect(try await pool.run { connection in try connection.execute("SELECT 1") } == 1)
    }

    @Test("without a server every call says that it cannot connect, and no password")
    func noServer() async throws {
        let pool = Pool(ConnectionParameters("host=/nowhere password=geheim"), threads: 1)
        defer { pool.close() }
        let error = await #expect(throws: PostgresError.self) { try await pool.run { _ in } }
        #expect(error?.isServerAway == true)
        #expect(error.map { "\($0)".contains("geheim") } == false)
    }

    @Test("a connection that fails its check is not used")
    func prepare() async throws {
        let database = try TestDatabase()
        let pool = Pool(database.owner, threads: 1) { connection in
            _ = try Store(connection).open(secret: database.secret)
        }
        defer { pool.close() }
        for _ in 0..<2 {
            await #expect(throws: StoreError.mayWriteLedger) { try await pool.run { _ in } }
        }
    }
}
