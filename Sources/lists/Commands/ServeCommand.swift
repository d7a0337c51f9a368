import ArgumentParser
import Consent
import Flows
import Logging
import Store
import Web

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "The HTTP service: one-click links, the forms to join, their pages.",
        discussion: """
            Put a proxy with TLS in front of it. SIGTERM ends it cleanly. While the database is away it answers 503 and \
            recovers by itself. The forms of public lists are there once LISTS_MAIL_FROM and a way for mail are set; then \
            it hands over the mails that ask to confirm, too.
            """)

    @OptionGroup var options: GlobalOptions
    @Option(help: "The address to listen on.") var host: String = "127.0.0.1"
    @Option(help: "The port; 0 takes a free one.") var port: Int = 8080

    func run() async throws {
        let session = try Session(options)
        defer { session.close() }
        session.keepServerUp()
        Interruption.endsAsTermination()
        let quiet = options.quiet
        let host = host
        let settings = session.settings
        var configuration = Service.Configuration(host: host, port: port, database: session.parameters)
        configuration.keepsClient = settings.keepsClient
        configuration.proxies = settings.proxies
        let logger = Logger.warnings
        var sending: Task<Void, Never>?
        if try settings.mailer() != nil {
            configuration.forms = Service.Forms(
                identity: session.keys.identity, baseURL: try settings.requiredBaseURL().text)
            let sender = OutboxSender(try session.outbox(), database: session.parameters)
            sending = Task { await sender.run { logger.warning("\($0)") } }
        }
        let service = Service(
            configuration,
            tokens: session.keys.tokens,
            readTokens: { try $0.tokenKeys(secret: try Session.secret(settings, mayCreate: false)) },
            logger: logger)
        defer { sending?.cancel() }
        do {
            try await service.run { port in
                if !quiet { Printer.toStandardError("lists: serving on http://\(host):\(port)\n") }
            }
        } catch Service.Problem.cannotListen(let reason) {
            throw Failure(.configuration, "cannot listen on \(host) port \(port): \(reason); choose another --port")
        }
        // The mail that is being handed over is settled, or it would come twice.
        sending?.cancel()
        await sending?.value
    }
}

extension Logger {
    /// Warnings on standard error.
    static var warnings: Logger {
        var logger = Logger(label: "lists", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .warning
        return logger
    }
}
