/// The way that mail leaves this machine. A mail is handed over before `handOver` returns, or the error says why not.
package enum MailRoute: Sendable {
    case command(SendmailCommand)
    case relay(SMTPRelay)

    /// - Parameters:
    ///   - message: the whole message, lines ended by CR LF.
    ///   - sender: where bounces go; like `recipient` an address without angle brackets.
    package func handOver(_ message: [UInt8], from sender: String, to recipient: String) throws(HandOverProblem) {
        switch self {
        case .command(let command): try command.handOver(message, from: sender, to: recipient)
        case .relay(let relay): try relay.handOver(message, from: sender, to: recipient)
        }
    }
}

/// Why a mail could not be handed over. It quotes neither address nor message.
package struct HandOverProblem: Error, CustomStringConvertible {
    package let description: String
    /// Whether the address itself was refused, so that it is of no use to try again.
    package let isFinal: Bool

    init(description: String, isFinal: Bool = false) {
        self.description = description
        self.isFinal = isFinal
    }
}
