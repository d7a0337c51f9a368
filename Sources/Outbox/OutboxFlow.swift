package import Consent
package import Flows
import Messages
import Relay
package import Store

/// Hands over the mails that wait in the outbox.
package struct OutboxFlow: Sendable {
    private let mailer: Mailer
    private let baseURL: BaseURL
    private let readTokens: @Sendable (Store) throws -> TokenKeys
    private let now: @Sendable () -> Instant
    /// So few that all of them are handed over before the first is due again.
    private static let batch = 5

    /// - Parameter readTokens: reads the keys that sign links.
    package init(
        mailer: Mailer, baseURL: BaseURL, readTokens: @escaping @Sendable (Store) throws -> TokenKeys,
        now: @escaping @Sendable () -> Instant
    ) {
        self.mailer = mailer
        self.baseURL = baseURL
        self.readTokens = readTokens
        self.now = now
    }

    /// What was done.
    package struct Report: Sendable {
        package var sent = 0
        package var failed = 0
        /// What went wrong, each once.
        package var problems: Set<String> = []

        package var isEmpty: Bool { sent + failed == 0 }

        static func += (report: inout Report, other: Report) {
            report.sent += other.sent
            report.failed += other.failed
            report.problems.formUnion(other.problems)
        }
    }

    /// Hands over the next few that are due, until all are or `isStopping` says so. No transaction is open meanwhile: what was taken and is not settled, because
    /// this process ended, is due again after some minutes.
    package func step(_ store: Store, isStopping: () -> Bool = { false }) throws -> Report {
        let mails = try store.claimOutbox(Self.batch)
        guard !mails.isEmpty else { return Report() }
        let tokens = try readTokens(store)
        var report = Report()
        for mail in mails where !isStopping() {
            guard let list = try store.list(mail.list) else { continue }
            do throws(HandOverProblem) {
                try mailer.route.handOver(
                    message(for: mail, list, tokens).bytes, from: mailer.from, to: mail.address)
            } catch {
                report.failed += 1
                report.problems.insert(error.description)
                if error.isFinal {
                    try store.giveUp(mail, problem: error.description)
                } else {
                    try store.settle(mail, problem: error.description)
                }
                continue
            }
            report.sent += 1
            try store.settle(mail, problem: nil)
        }
        return report
    }

    /// Hands over all that are due.
    package func run(_ store: Store) throws -> Report {
        var report = Report()
        while case let step = try step(store), !step.isEmpty { report += step }
        return report
    }

    private func message(for mail: OutboxMail, _ list: MailingList, _ tokens: TokenKeys) -> OutgoingMessage {
        let text = ConfirmationText(list: list, isJapanese: mail.locale == "ja")
        let token = tokens.text(
            of: ConfirmationToken(contact: mail.contact, list: mail.list, requestedAt: mail.requestedAt))
        let domain = mailer.from.split(separator: "@").last.map(String.init) ?? baseURL.host
        return OutgoingMessage(
            fromName: list.sender.name ?? list.name, from: mailer.from, to: mail.address, subject: text.subject,
            date: now().microseconds / 1_000_000,
            // The same at every attempt, so that a mail handed over twice is seen to be one.
            messageID: "\(mail.request)@\(domain)", listID: list.headerID ?? "\(list.slug).\(baseURL.host)",
            text: text.body(link: "\(baseURL.text)/confirm/\(token)"))
    }
}
