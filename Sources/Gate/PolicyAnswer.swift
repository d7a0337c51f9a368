/// What Postfix is told to do.
package enum PolicyAnswer: Sendable, Equatable {
    /// Meibo has no objection; Postfix goes on with its other rules.
    case noObjection
    /// Refused for good, with the reason that the sender reads.
    case refuse(String)
    /// Nothing can be said now: the sender shall try again, unless another rule refuses for good.
    case tryLater(String)

    /// The answer on the wire.
    package var text: String {
        switch self {
        case .noObjection: "action=DUNNO\n\n"
        case .refuse(let reason): "action=REJECT 5.7.1 \(reason)\n\n"
        case .tryLater(let reason): "action=DEFER_IF_PERMIT 4.3.0 \(reason)\n\n"
        }
    }
}
