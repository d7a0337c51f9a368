package import Consent
import Flows
import Intake
package import Postgres
package import Store

/// A command at work: its settings, its database and the keys.
package final class Session {
    package let settings: Settings
    package let store: Store
    package let keys: Keys
    /// The root secret that the keys were unwrapped with.
    let secret: RootSecret
    private let server: EmbeddedServer?

    /// Opens the database that the settings name. The embedded one is made and initialised if it is not there yet.
    package init(_ options: GlobalOptions) throws {
        settings = try options.settings()
        if let url = settings.databaseURL {
            server = nil
            let opened = Store(try Connection(ConnectionParameters(url), begun: EarlyConnection.take()))
            Interruption.cancels(opened.connection)
            let given = try Self.secret(settings, mayCreate: false)
            (keys, secret) = try Self.withSecret(given, settings) { try opened.open(secret: $0) }
            store = opened
            try Self.checkLaw(of: settings, in: store)
            return
        }
        let given = try Self.secret(settings, mayCreate: true)
        let server = try EmbeddedServer(home: settings.home, environment: settings.environment)
        self.server = server
        do {
            let isNew = try EmbeddedDatabase.prepare(server, secret: given)
            let opened = Store(try Connection(server.application))
            Interruption.cancels(opened.connection)
            (keys, secret) = try Self.withSecret(given, settings) { try opened.open(secret: $0) }
            store = opened
            if isNew { try Self.setLaw(of: settings, in: store) }
            try Self.checkLaw(of: settings, in: store)
        } catch {
            server.close()
            throw error
        }
    }

    /// How further connections are made, as `serve` needs them.
    package var parameters: ConnectionParameters {
        server?.application ?? ConnectionParameters(settings.databaseURL ?? "")
    }

    /// Has the embedded server started again should it be killed, as long as this process lives.
    package func keepServerUp() {
        server?.keepUp()
    }

    /// Where dates without an offset are local.
    func zone() throws -> LocalZone { try LocalZone(named: settings.timeZone) }

    /// How the login that owns the database connects.
    var owner: ConnectionParameters {
        server?.owner ?? ConnectionParameters(settings.databaseURL ?? "")
    }

    /// Lets the embedded server go.
    package func close() {
        server?.close()
    }

    package static func secret(_ settings: Settings, mayCreate: Bool) throws -> RootSecret {
        let text = try settings.rootSecret(mayCreate: mayCreate)
        do throws(SecretError) {
            return try RootSecret(text)
        } catch {
            throw Failure(.configuration, "\(settings.secretPlace): the root secret is shorter than 32 characters")
        }
    }

    /// Runs `body` with the root secret. After a rotation of it that was cut off, brings that to its end and runs `body`
    /// with the new one. Answers which it was.
    @discardableResult
    static func withSecret<Value>(
        _ secret: RootSecret, _ settings: Settings, _ body: (RootSecret) throws -> Value
    ) throws -> (Value, RootSecret) {
        try explainingSecret(settings) {
            do {
                return (try body(secret), secret)
            } catch StoreError.wrongSecret {
                guard let next = try SecretRotation.interrupted(settings) else { throw StoreError.wrongSecret }
                let value = try body(next)
                try SecretRotation.finish(settings, now: .now)
                return (value, next)
            }
        }
    }

    static func explainingSecret<Value>(_ settings: Settings, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch StoreError.wrongSecret {
            throw Failure(
                .configuration,
                "\(settings.secretPlace): this is not the root secret that the database was made with; "
                    + "give the right one, or restore it from a backup")
        }
    }
}
