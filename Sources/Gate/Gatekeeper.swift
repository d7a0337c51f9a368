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
                    recipients: request.recipientCount, sender: try await senders.meaning(of: request.sender))
            case .recipient:
                return try await answer(request.recipient, from: try await senders.meaning(of: request.sender))
            }
        } catch {
            logger.warning(
                "a recipient could not be checked",
                metadata: ["reason": "\(error.loggable)"])
            return rules.away
        }
    }

    private func answer(_ recipient: String, from sender: Sender) async throws -> PolicyAnswer {
        guard let mail = sender.mail else { return .noObjection }
        guard let address = GateRules.address(recipient) else {
            return .refuse("not to be mailed by \(mail): this is no address that it could have")
        }
        let contact = identity.contactID(of: address)
        switch sender {
        case .nobodyOfOurs:
            return .noObjection
        case .list(let list):
            let reason = try await pool.run { try Store($0).reason(of: contact, on: list.list) }
            return rules.recipient(reason: reason, list: list)
        case .mail(let address):
            return try await pool.run { [rules] connection in
                let store = Store(connection)
                return rules.recipient(
                    ofSendList: address.sendList, isThePerson: address.contact == contact,
                    isFresh: try store.isFresh(sendList: address.sendList),
                    reasons: try store.lists(ofSendList: address.sendList).map { try store.reason(of: contact, on: $0) }
                )
            }
        }
    }
}
