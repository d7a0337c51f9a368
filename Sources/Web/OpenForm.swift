import Consent
import Proof
import Store

/// The form of a list in a language, with the notices that it may show: those whose box is not ticked beforehand, because
/// the form ticks none.
struct OpenForm: Sendable {
    let list: MailingList
    private let notices: [KeptNotice]

    init(list: MailingList, notices: [KeptNotice], language: Language) {
        self.list = list
        self.notices = notices.filter { kept in
            !kept.notice.boxTicked
                && kept.notice.locale.split(separator: "-").first.map(String.init) == language.rawValue
        }
    }

    /// What is shown now.
    func notice(at now: Instant) -> KeptNotice? {
        notices.first { $0.isUsed(at: now) }
    }

    /// The notice with a hash in hexadecimal digits, if it was shown at some time between these.
    func notice(_ hash: String, since start: Instant, until end: Instant) -> KeptNotice? {
        notices.first { kept in
            Hexadecimal.text(kept.hash) == hash
                && kept.uses.contains { $0.from <= end && start < $0.until ?? Instant(microseconds: .max) }
        }
    }
}
