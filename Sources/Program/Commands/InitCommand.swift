import ArgumentParser
import Consent
import Postgres
import Store

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make the database, its schema and the root secret. Safe to repeat.",
        discussion: """
            With DATABASE_URL the login must own the database; afterwards the same login works for every command, with \
            the rights of meibo_app. Without it, Meibo keeps a PostgreSQL of its own in its data folder.
            """)

    @OptionGroup var options: GlobalOptions

    func run() throws {
        let settings = try options.settings()
        let secret = try Session.secret(settings, mayCreate: true)
        var place = "DATABASE_URL"
        if let url = settings.databaseURL {
            let store = Store(try Connection(ConnectionParameters(url)))
            try initialise(store, secret, settings)
        } else {
            let server = try EmbeddedServer(home: settings.home, environment: settings.environment)
            defer { server.close() }
            _ = try EmbeddedDatabase.prepare(server, secret: secret)
            try initialise(Store(try Connection(server.owner)), secret, settings)
            place = "\(settings.home)/postgres"
        }
        options.printer.record([
            ("database", .text(place)), ("schema_version", .number(Schema.version)),
            ("secret", .text(settings.secretPlace)), ("home", .text(settings.home)),
        ])
        options.printer.note(
            "Keep the root secret safe: without it no link, no opt-out and no contact can be told. "
                + "lists db backup carries it.")
    }

    private func initialise(_ store: Store, _ secret: RootSecret, _ settings: Settings) throws {
        try Session.withSecret(secret, settings) { try store.initialise(secret: $0) }
        try Session.setLaw(of: settings, in: store)
    }
}
