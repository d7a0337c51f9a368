import ArgumentParser
import Consent
import Flows
import Postgres
import Store

struct SecretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "The root secret.", subcommands: [Rotate.self])

    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate", abstract: "Replace the root secret: every key in the database is wrapped anew.",
            discussion: """
                With the owner's login. Links, contacts and signatures stay as they are. The old secret is kept beside the \
                new one, for database dumps and log archives made before. Other hosts need the new file, and their \
                programs a restart.
                """)
        @OptionGroup var options: GlobalOptions
        @Option(
            help:
                "A file with the new secret; made if it is missing where LISTS_SECRET holds the old one. Default: a random one."
        )
        var newSecretFile: String?

        func run() throws {
            let session = try Session(options)
            defer { session.close() }
            let owner = Store(try Connection(session.owner))
            let outcome = try SecretRotation(settings: session.settings)
                .run(owner: owner, file: newSecretFile, now: .now)
            options.printer.record([
                ("secret", .text(outcome.secret)), ("previous", PrintedValue(outcome.previous)),
            ])
            if outcome.previous == nil {
                options.printer.note(
                    "LISTS_SECRET holds the old secret: give the content of \(outcome.secret) to every program")
            }
        }
    }
}
