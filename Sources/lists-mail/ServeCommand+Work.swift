import Consent
import Flows
import Logging
import Outbox
import Program
import Store
import Web

extension ServeCommand {
    /// Serves until a signal ends it.
    func serve() async throws {
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
