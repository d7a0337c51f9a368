import ArgumentParser
import Consent
import Flows
import Gate
import Logging
import Store

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "The gate at the mail server: Postfix asks it before it takes a message.",
        discussion: """
            A recipient who may not be mailed on the list that the sender address stands for is refused, and so is one \
            message to many recipients. lists list set SLUG --sender-email ADDRESS says which sender stands for which \
            list; mail of other senders meets the limit on recipients alone. SIGTERM ends it cleanly.
            """)

    @OptionGroup var options: GlobalOptions
    @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "host:port"))
    var listen: String?
    @Option(help: ArgumentHelp("A Unix socket to listen on instead.", valueName: "path"))
    var socket: String?
    @Option(help: "How many recipients a message may have. Mail of a list always goes to one.")
    var maxRecipients: Int = 10
    @Option(help: "While the database is away, a list's mail waits (defer) or goes through unchecked (dunno).")
    var whenAway: GateRules.WhenAway = .defer

    func run() async throws {
        let place = try place()
        guard maxRecipients > 0 else { throw Failure(.usage, "--max-recipients \(maxRecipients): at least 1") }
        let session = try Session(options)
        defer { session.close() }
        session.keepServerUp()
        Interruption.endsAsTermination()
        let quiet = options.quiet
        let settings = session.settings
        let service = PolicyService(
            place, rules: GateRules(mostRecipients: maxRecipients, whenAway: whenAway), database: session.parameters,
            identity: session.keys.identity,
            readTokens: { try $0.tokenKeys(secret: try Session.secret(settings, mayCreate: false)) }, logger: .warnings)
        do {
            try await service.run { taken in
                if !quiet { Printer.toStandardError("lists: check_policy_service \(taken.postfixName)\n") }
            }
        } catch PolicyService.Problem.cannotListen(let reason) {
            throw Failure(.configuration, "cannot listen on \(socket ?? listen ?? Self.usual): \(reason)")
        }
    }

    private static let usual = "127.0.0.1:10040"

    private func place() throws -> PolicyPlace {
        if let socket {
            guard listen == nil else { throw Failure(.usage, "say either --listen or --socket") }
            return .socket(path: socket)
        }
        guard let place = PolicyPlace(listen: listen ?? Self.usual) else {
            throw Failure(.usage, "--listen “\(listen ?? "")” is no address: write 127.0.0.1:10040 or [::1]:10040")
        }
        return place
    }
}

extension GateRules.WhenAway: ExpressibleByArgument {}
