package import Consent
package import Postgres
package import Store
import Synchronization

/// A database of one test: a clone of the template, dropped with the last reference to it.
package final class TestDatabase: Sendable {
    package let name: String
    private static let made = Atomic<Int>(0)

    /// - Parameter empty: without schema and keys, as before `init`.
    package init(empty: Bool = false) throws {
        name = "test_\(Self.made.add(1, ordering: .relaxed).newValue)"
        try TestCluster.shared.create(name, empty: empty)
    }

    deinit {
        TestCluster.shared.drop(name)
    }

    /// How programs log in: as meibo_app.
    package var application: ConnectionParameters { TestCluster.shared.application(of: name) }

    /// How the superuser logs in, whom no right of the schema binds.
    package var owner: ConnectionParameters { TestCluster.shared.owner(of: name) }

    /// A URL for another program: as meibo_app, or as the superuser who may run `init`.
    package func url(asOwner: Bool = false) -> String {
        TestCluster.shared.url(of: name, user: asOwner ? "meibo_owner" : "meibo_app")
    }

    /// The root secret of this database.
    package var secret: RootSecret { TestCluster.secret }

    /// A store on a connection of its own, with the rights of a program.
    package func store() throws -> Store {
        Store(try Connection(application))
    }

    /// A connection that may do anything: for what no program may do.
    package func superuser() throws -> Connection {
        try Connection(owner)
    }
}
