import Consent
import Logging
import Postgres
import Store

/// Answers requests: asks the database what the rules need to know.
struct Gatekeeper: Sendable {
    let rules: GateRules
    let identity: IdentityKey
    let pool: Pool
    let senders: SenderDirectory
    let logger: Logger

    func answer(_ request: PolicyRequest) async -> PolicyAnswer {
        do {
            switch request.state {
            case .other:
                return .noObjection
            case .message:
                return rules.message(
                    recipients: request.recipientCount, list: try await senders.list(ofSender: request.sender))
            case .recipient:
                guard let list = try await senders.list(ofSender: request.sender) else { return .noObjection }
                guard let address = GateRules.address(request.recipient) else {
                    return .refuse("not to be mailed on list \(list.slug): this is no address that it could have")
                }
                let contact = identity.contactID(of: address)
                let reason = try await pool.run { try Store($0).reason(of: contact, on: list.list) }
                return rules.recipient(reason: reason, list: list)
            }
        } catch {
            logger.warning(
                "a recipient could not be checked",
                metadata: ["reason": "\((error as? PostgresError)?.description ?? "\(type(of: error))")"])
            return rules.away
        }
    }
}
