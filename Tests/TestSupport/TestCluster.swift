package import Consent
package import Postgres
import Store

#if canImport(Glibc)
    import Glibc
#endif

/// A PostgreSQL of this test process alone, in a short temporary folder; it is gone when the process ends.
///
/// Its template database has the schema and the keys. `TestDatabase` clones it.
package final class TestCluster: @unchecked Sendable {
    // Set once; libpq and the server are asked through connections of their own.
    private let server: EmbeddedServer
    private let home: String

    /// The root secret that the template was made with.
    package static let secret = try! RootSecret("the root secret of all test databases")

    /// Started by the first test that needs it. Without a PostgreSQL the tests fail: they never skip.
    package static let shared: TestCluster = {
        do {
            return try TestCluster()
        } catch {
            fatalError("no PostgreSQL for the tests: \(error)")
        }
    }()

    private init() throws {
        TemporaryCluster.removeThoseOfDeadProcesses()
        home = TemporaryCluster.path(of: getpid())
        server = try EmbeddedServer(home: home, environment: [:])
        atexit { TestCluster.shared.remove() }
        let maintenance = try Connection(server.maintenance)
        // Nothing here has to outlive a crash.
        try maintenance.executeScript("ALTER SYSTEM SET fsync = off")
        try maintenance.executeScript("ALTER SYSTEM SET synchronous_commit = off")
        try maintenance.executeScript("ALTER SYSTEM SET full_page_writes = off")
        try maintenance.executeScript("SELECT pg_reload_conf()")
        try maintenance.executeScript("CREATE DATABASE \(Self.template)")
        try Store(Connection(owner(of: Self.template))).initialise(secret: Self.secret)
    }

    private static let template = "template_meibo"

    private func remove() {
        server.close()
        TemporaryCluster.remove(home)
    }

    /// How the superuser logs in, whom no right of the schema binds.
    package func owner(of database: String) -> ConnectionParameters {
        ConnectionParameters("\(server.maintenance.string) dbname=\(database)")
    }

    /// How programs log in.
    package func application(of database: String) -> ConnectionParameters {
        ConnectionParameters("\(server.application.string) dbname=\(database)")
    }

    /// Makes a database: a clone of the template, or an empty one.
    func create(_ database: String, empty: Bool) throws {
        let template = empty ? "template1" : Self.template
        try Connection(server.maintenance).executeScript("CREATE DATABASE \(database) TEMPLATE \(template)")
    }

    func drop(_ database: String) {
        _ = try? Connection(server.maintenance).executeScript("DROP DATABASE \(database) WITH (FORCE)")
    }

    /// A URL of a database for another program, such as `lists`.
    func url(of database: String, user: String) -> String {
        "postgresql://\(user)@/\(database)?host=\(home)/run"
    }
}
