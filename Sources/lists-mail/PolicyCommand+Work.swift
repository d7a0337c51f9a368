import Consent
import Flows
import Gate
import Program
import Store

extension PolicyCommand {
    /// Answers the mail server until a signal ends it.
    func answer() async throws {
        let place = try place()
        guard maxRecipients > 0 else { throw Failure(.usage, "--max-recipients \(maxRecipients): at least 1") }
        let session = try Session(options)
        defer { session.close() }
        session.keepServerUp()
        Interruption.endsAsTermination()
        let quiet = options.quiet
        let settings = session.settings
        let service = PolicyService(
            place, rules: GateRules(mostRecipients: maxRecipients, whenAway: away), database: session.parameters,
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

    private var away: GateRules.WhenAway {
        switch whenAway {
        case .defer: .defer
        case .dunno: .dunno
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
