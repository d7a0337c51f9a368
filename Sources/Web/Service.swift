package import Consent
import HTTPTypes
import Hummingbird
package import Logging
import NIOCore
package import Postgres
package import Store
import UnixSignals

#if canImport(Glibc)
    import Glibc
#endif

/// The HTTP service: one-click links, the forms to join, their pages, and what balancers ask.
package struct Service: Sendable {
    package struct Configuration: Sendable {
        package var host: String
        package var port: Int
        package var database: ConnectionParameters
        /// The forms to join public lists; nil for none.
        package var forms: Forms?
        /// Whether address and User-Agent of who sent a form are kept as evidence.
        package var keepsClient = false
        /// The addresses of proxies that are believed when they say who the client is.
        package var proxies: Set<String> = []

        package init(host: String, port: Int, database: ConnectionParameters) {
            self.host = host
            self.port = port
            self.database = database
        }
    }

    /// What the forms to join need.
    package struct Forms: Sendable {
        let identity: IdentityKey
        let baseURL: String

        /// - Parameter baseURL: the public address of the service, without a slash at the end.
        package init(identity: IdentityKey, baseURL: String) {
            self.identity = identity
            self.baseURL = baseURL
        }
    }

    package enum Problem: Error {
        /// The address is taken, unknown or not allowed.
        case cannotListen(reason: String)
    }

    private let configuration: Configuration
    private let tokens: TokenKeys
    private let readTokens: @Sendable (Store) throws -> TokenKeys
    private let logger: Logger

    /// - Parameters:
    ///   - tokens: the keys to begin with.
    ///   - readTokens: reads the keys anew, for one that was made or revoked meanwhile.
    package init(
        _ configuration: Configuration, tokens: TokenKeys,
        readTokens: @escaping @Sendable (Store) throws -> TokenKeys, logger: Logger
    ) {
        self.configuration = configuration
        self.tokens = tokens
        self.readTokens = readTokens
        self.logger = logger
    }

    /// How soon a revoked key is not taken any more.
    private static let keyRefresh = Duration.seconds(10)

    /// Serves until SIGTERM, then ends what is under way and returns. `onReady` hears the port that was taken.
    package func run(onReady: @escaping @Sendable (Int) async -> Void) async throws {
        // Writers and readers apart: a page must not wait behind a group commit.
        let writers = Pool(configuration.database, threads: 2)
        let readers = Pool(configuration.database, threads: 2)
        // Forms apart from both: who fills them in must not keep an opt-out waiting.
        let forms = Pool(configuration.database, threads: 2, capacity: 256)
        defer {
            writers.close()
            readers.close()
            forms.close()
        }
        let keys = KeyRing(tokens) { [readTokens] in
            try await readers.run { connection in try readTokens(Store(connection)) }
        }
        let refreshing = Task { [logger] in
            await keys.keepFresh(every: Self.keyRefresh) { error in
                logger.warning(
                    "the keys of tokens could not be read anew",
                    metadata: ["reason": "\((error as? StoreError).map { "\($0)" } ?? "\(type(of: error))")"])
            }
        }
        defer { refreshing.cancel() }
        let router = Router(context: ServiceContext.self, options: [.autoGenerateHeadEndpoints])
        LinkRoutes(keys: keys, writer: OptOutWriter(pool: writers), readers: readers, logger: logger)
            .add(to: router)
        HealthRoutes(readers: readers).add(to: router)
        let clients = ClientEvidence(isKept: configuration.keepsClient, proxies: configuration.proxies)
        ConfirmRoutes(keys: keys, writers: forms, readers: forms, clients: clients, logger: logger).add(to: router)
        if let open = configuration.forms {
            SubscribeRoutes(
                identity: open.identity, baseURL: open.baseURL, writers: forms, readers: forms, clients: clients,
                limit: FormLimit(), logger: logger
            ).add(to: router)
        }
        let application = Application(
            router: router,
            configuration: .init(address: .hostname(configuration.host, port: configuration.port), serverName: nil),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? 0) },
            logger: logger)
        do {
            try await application.runService(gracefulShutdownSignals: [.sigterm])
        } catch let error as IOError {
            throw Problem.cannotListen(reason: String(cString: strerror(error.errnoCode)))
        }
    }
}
