package import Consent
package import Logging
import NIOCore
import NIOPosix
package import Postgres
package import Store
import UnixSignals

#if canImport(Glibc)
    import Glibc
#endif

/// The service that a mail server asks before it takes a message (Postfix's policy delegation).
package struct PolicyService: Sendable {
    private let place: PolicyPlace
    private let rules: GateRules
    private let database: ConnectionParameters
    private let identity: IdentityKey
    private let readTokens: @Sendable (Store) throws -> TokenKeys
    private let logger: Logger

    package enum Problem: Error {
        /// The address or path is taken, unknown or not allowed.
        case cannotListen(reason: String)
    }

    private typealias Client = NIOAsyncChannel<PolicyRequest, ByteBuffer>
    private static let mostConnections = 1000

    package init(
        _ place: PolicyPlace, rules: GateRules, database: ConnectionParameters, identity: IdentityKey,
        readTokens: @escaping @Sendable (Store) throws -> TokenKeys, logger: Logger
    ) {
        self.place = place
        self.rules = rules
        self.database = database
        self.identity = identity
        self.readTokens = readTokens
        self.logger = logger
    }

    /// Serves until SIGTERM, then answers what is under way and returns. `onReady` hears the place that was taken.
    package func run(onReady: (PolicyPlace) -> Void) async throws {
        let pool = Pool(database, threads: 4)
        defer { pool.close() }
        let keeper = Gatekeeper(
            rules: rules, identity: identity, pool: pool,
            senders: SenderDirectory(pool: pool, readTokens: readTokens), logger: logger)
        let connections = OpenConnections(most: Self.mostConnections)
        let signals = await UnixSignalsSequence(trapping: .sigterm)
        let server = try await listen()
        defer { if case .socket(let path) = place { unlink(path) } }
        onReady(taken(by: server.channel))
        let ending = Task {
            for await _ in signals {
                server.channel.close(promise: nil)
                connections.end()
            }
        }
        defer { ending.cancel() }
        try await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { clients in
                for try await client in clients {
                    group.addTask { await serve(client, keeper, connections) }
                }
            }
        }
    }

    /// One connection: a request, its answer, the next request.
    private func serve(_ client: Client, _ keeper: Gatekeeper, _ connections: OpenConnections) async {
        guard connections.admit(client.channel) else {
            client.channel.close(promise: nil)
            try? await client.executeThenClose { _, _ in }
            return
        }
        defer { connections.remove(client.channel) }
        // What goes wrong on one connection ends that one alone.
        try? await client.executeThenClose { requests, answers in
            for try await request in requests {
                connections.begin(client.channel)
                let answer = await keeper.answer(request)
                let isSent = (try? await answers.write(ByteBuffer(string: answer.text))) != nil
                guard connections.finish(client.channel), isSent else { return }
            }
        }
    }

    private func listen() async throws -> NIOAsyncChannel<Client, Never> {
        let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        do {
            switch place {
            case .address(let host, let port):
                return try await bootstrap.bind(host: host, port: port, childChannelInitializer: Self.prepare)
            case .socket(let path):
                try await makeWay(for: path)
                let server = try await bootstrap.bind(
                    unixDomainSocketPath: path, childChannelInitializer: Self.prepare)
                // The mail server runs as another user: the folder says who may come here.
                chmod(path, 0o666)
                return server
            }
        } catch let error as IOError {
            throw Problem.cannotListen(reason: String(cString: strerror(error.errnoCode)))
        } catch let error as SocketAddressError {
            throw Problem.cannotListen(reason: "\(error)")
        }
    }

    private static let prepare: @Sendable (any Channel) -> EventLoopFuture<Client> = { channel in
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(PolicyFraming())
            return try Client(wrappingChannelSynchronously: channel)
        }
    }

    /// Removes a socket that nobody answers at any more, and nothing else.
    private func makeWay(for path: String) async throws {
        guard PolicyPlace.fits(path) else { throw Problem.cannotListen(reason: "the path is longer than 107 bytes") }
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw Problem.cannotListen(reason: "a file is there already") }
        let client = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        if let channel = try? await client.connect(unixDomainSocketPath: path).get() {
            try? await channel.close()
            throw Problem.cannotListen(reason: "another service listens there")
        }
        unlink(path)
    }

    private func taken(by channel: any Channel) -> PolicyPlace {
        guard case .address(let host, _) = place else { return place }
        return .address(host: host, port: channel.localAddress?.port ?? 0)
    }
}
