import Postgres
import SQL
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// A connection that is made while its program does something else.
@Suite struct BegunConnectionTests {
    @Test("is taken over: the server has one session, and it works as any other")
    func takenOver() throws {
        let database = try TestDatabase()
        let begun = BegunConnection(database.application)
        let connection = try Connection(database.application, begun: begun)
        #expect(try sessions(of: database) == 1)
        // Notices, a lost session and the way back are those of every connection.
        try connection.executeScript("DO $$ BEGIN RAISE NOTICE 'nobody reads this'; END $$")
        let id = try connection.first("SELECT pg_backend_pid() AS id") { row in try row.get("id", as: Int.self) }
        try database.superuser().execute("SELECT pg_terminate_backend(\(Int32(try #require(id))), 5000)")
        #expect(try connection.execute("SELECT 1") == 1)
        #expect(try sessions(of: database) == 1)
    }

    @Test("to another place is not used")
    func elsewhere() throws {
        let database = try TestDatabase()
        let begun = BegunConnection(database.owner)
        let connection = try Connection(database.application, begun: begun)
        let user = try connection.first("SELECT session_user::text AS name") { row in
            try row.get("name", as: String.self)
        }
        #expect(user == "meibo_app")
    }

    @Test("that is refused or never answered is begun anew, and fails as any other")
    func failing() throws {
        let silent = try SilentServer()
        let places = [
            "postgresql://127.0.0.1:1/x", "postgresql://127.0.0.1:\(silent.port)/x", "postgresql://%2Fnowhere/x",
            "no such thing",
        ]
        for place in places {
            var parameters = ConnectionParameters(place)
            parameters.connectTimeout = 2
            let begun = BegunConnection(parameters)
            let error = #expect(throws: PostgresError.self) { try Connection(parameters, begun: begun) }
            guard case .cannotConnect(let hint) = error else {
                Issue.record("\(place): \(String(describing: error))")
                continue
            }
            #expect(!hint.isEmpty)
        }
    }

    @Test("that the server refuses is not asked for twice")
    func refusedOnce() throws {
        let server = try SilentServer()
        let parameters = ConnectionParameters(
            "postgresql://127.0.0.1:\(server.port)/x?sslmode=disable&gssencmode=disable")
        let begun = BegunConnection(parameters)
        server.hangUp()
        #expect(throws: PostgresError.self) { try Connection(parameters, begun: begun) }
        #expect(!server.isAskedAgain)
    }

    private func sessions(of database: TestDatabase) throws -> Int {
        try database.superuser().first(
            """
            SELECT count(*) AS sessions FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
            """
        ) { row in try row.get("sessions", as: Int.self) } ?? 0
    }
}

/// A socket of the loopback that takes connections and says nothing.
private final class SilentServer {
    let port: Int
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                bind(descriptor, place, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, place, &length) == 0
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        try #require(isListening)
    }

    deinit {
        close(descriptor)
    }

    /// Takes a connection and ends it.
    func hangUp() {
        close(accept(descriptor, nil, nil))
    }

    /// Whether another connection waits.
    var isAskedAgain: Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, 0) > 0
    }
}
