/// One thing that a message must do. A new check is one file and one line in `MessageChecks.all`.
package protocol MessageCheck: Sendable {
    /// How scripts call it.
    static var name: String { get }
    /// The line of the standard that it comes from.
    static var standard: String { get }

    static func examine(_ message: MailMessage) -> Verdict
}

/// What a check found, in words that say what to do.
package enum Verdict: Sendable, Equatable {
    case ok(String)
    case fails(String)
    /// It could not be told.
    case skipped(String)
}

/// The checks that there are, in the order in which a person mends things.
package enum MessageChecks {
    package static let all: [any MessageCheck.Type] = [
        FromCheck.self,
        RecipientCheck.self,
        UnsubscribeOnceCheck.self,
        UnsubscribeURICheck.self,
        UnsubscribeFormCheck.self,
        PostOnceCheck.self,
        PostValueCheck.self,
        ListFieldsCheck.self,
        ListIDCheck.self,
        VisibleLinkCheck.self,
        SignedFieldsCheck.self,
        SignatureCheck.self,
        AlignmentCheck.self,
        WholeBodyCheck.self,
    ]

    /// What can be asked of a message that is not signed yet.
    package static let outgoing: [any MessageCheck.Type] = [RecipientCheck.self]
}

/// What one check found.
package struct Finding: Sendable {
    package let check: String
    package let standard: String
    package let verdict: Verdict

    /// What some checks find in a message, in their order.
    package static func all(in message: MailMessage, by checks: [any MessageCheck.Type]) -> [Finding] {
        var findings: [Finding] = []
        for check in checks {
            findings.append(Finding(check: check.name, standard: check.standard, verdict: check.examine(message)))
        }
        return findings
    }

    package var fails: Bool {
        if case .fails = verdict { true } else { false }
    }
}
