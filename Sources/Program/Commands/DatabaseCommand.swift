import ArgumentParser
import Consent
import Flows
import Postgres
import Store

struct DatabaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "The database: its version, its backups.",
        subcommands: [Check.self, Upgrade.self, Backup.self, Restore.self])

    struct Check: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Does this program fit the database, its rights and the root secret?")
        @OptionGroup var options: GlobalOptions

        func run(in session: Session, printer: Printer) throws {
            let facts = try session.store.serverFacts()
            printer.record([
                ("schema_version", .number(Schema.version)), ("server_version", .text(facts.version)),
                ("role", .text(facts.role)), ("installation", .text(facts.installation)),
                ("match_form_version", .number(EmailAddress.matchFormVersion)),
            ])
        }
    }

    struct Upgrade: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "upgrade", abstract: "Bring the schema up to date, with the owner's login. Safe to repeat.")
        @OptionGroup var options: GlobalOptions

        func run() throws {
            var initialise = InitCommand()
            initialise.options = options
            try initialise.run()
        }
    }

    struct Backup: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "backup", abstract: "Write database and root secret to a new folder.",
            discussion: "The folder holds everything, the secret too: keep it as safe as the database.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The new folder.") var folder: String

        func run() throws {
            let session = try Session(options)
            defer { session.close() }
            let backup = try BackupFolder(environment: session.settings.environment)
            // So that the secret in the backup is the one of the database in it.
            try session.store.holdingKeys {
                let secret = try session.settings.rootSecret(mayCreate: false)
                _ = try session.store.tokenKeys(secret: try RootSecret(secret))
                try backup.write(session.parameters, secret: secret, to: folder)
            }
            options.printer.record([("backup", .text(folder)), ("schema_version", .number(Schema.version))])
        }
    }

    struct Restore: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "restore", abstract: "Restore a backup into a place where nothing is yet.",
            discussion: "Without DATABASE_URL into a new LISTS_HOME, with it into an empty database.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The folder that lists db backup wrote.") var folder: String

        func run() throws {
            let settings = try options.settings()
            let backup = try BackupFolder(environment: settings.environment)
            let secretText = try SecretFile.read("\(folder)/secret")
            try settings.keepSecret(secretText)
            let secret = try Session.secret(settings, mayCreate: false)
            if let url = settings.databaseURL {
                let database = ConnectionParameters(url)
                let store = Store(try Connection(database))
                guard try !store.hasSchema() else {
                    throw Failure(.cannotCreate, "the database holds a Meibo already: name an empty one")
                }
                try backup.restore(folder, into: database, log: "restore.log")
                try Session.explainingSecret(settings) { try store.initialise(secret: secret) }
            } else {
                let server = try EmbeddedServer(home: settings.home, environment: settings.environment)
                defer { server.close() }
                guard server.isNew else {
                    throw Failure(
                        .cannotCreate, "\(settings.home): a database is there already; set LISTS_HOME to a new folder")
                }
                try EmbeddedDatabase.create(server)
                try backup.restore(folder, into: server.owner, log: "\(settings.home)/restore.log")
                let store = Store(try Connection(server.owner))
                try Session.explainingSecret(settings) { try store.initialise(secret: secret) }
            }
            let session = try Session(options)
            defer { session.close() }
            options.printer.record([
                ("restored", .text(folder)), ("secret", .text(settings.secretPlace)),
                ("schema_version", .number(Schema.version)),
            ])
        }
    }
}
