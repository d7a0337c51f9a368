package import Consent
package import Store

/// What the sender of an envelope stands for.
package enum Sender: Sendable {
    /// No list and no send list: mail that is not Meibo's matter.
    case nobodyOfOurs
    /// An address that was given to a list.
    case list(ListSender)
    /// The signed address of one person's mail of a send list.
    case mail(BounceAddress)

    /// How refusals call its mail; nil for mail that is not Meibo's matter.
    var mail: String? {
        switch self {
        case .nobodyOfOurs: nil
        case .list(let list): "list \(list.slug)"
        case .mail(let address): "send list \(address.sendList)"
        }
    }
}
