/// What Postfix asks at one step of an SMTP conversation (SMTPD_POLICY_README). Of its attributes those that decide.
package struct PolicyRequest: Sendable, Equatable {
    /// The step.
    package enum State: Sendable, Equatable {
        /// RCPT TO: one recipient is named.
        case recipient
        /// DATA, or the end of the message: all recipients are known and counted.
        case message
        /// Any other, such as CONNECT or MAIL.
        case other
    }

    package var state: State
    /// The envelope sender, as Postfix keeps it: without quotes. Empty for a bounce.
    package var sender: String
    /// The envelope recipient, likewise; empty where the message has several.
    package var recipient: String
    /// How many recipients the message has; known with `message` alone.
    package var recipientCount: Int

    package init(state: State, sender: String, recipient: String = "", recipientCount: Int = 0) {
        self.state = state
        self.sender = sender
        self.recipient = recipient
        self.recipientCount = recipientCount
    }
}

/// Why a connection does not speak the protocol. It is closed without an answer; Postfix then defers the mail.
package enum PolicyProblem: Error, Equatable {
    case lineTooLong
    case tooManyAttributes
    case noEqualsSign
    case controlCharacter
    case repeatedAttribute
    /// The first thing a request must say is `request=smtpd_access_policy`, and this one asks for something else.
    case otherRequest
    case badCount
}
