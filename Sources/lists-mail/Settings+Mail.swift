import Consent
import Flows
import Outbox
import Program
import Relay

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Settings {
    /// How mails go out; nil if nothing is said of that. Throws a `Failure` (78) for half of it, or for what is no way.
    func mailer() throws -> Mailer? {
        guard let mailFrom else {
            guard sendmail == nil, smtp == nil else {
                throw Failure(.configuration, "LISTS_MAIL_FROM is missing: the address that mails come from")
            }
            return nil
        }
        guard let address = try? EmailAddress(mailFrom), let domain = address.canonical.split(separator: "@").last
        else {
            throw Failure(.configuration, "LISTS_MAIL_FROM must be an e-mail address such as lists@example.jp")
        }
        switch (sendmail, smtp) {
        case (let path?, nil):
            guard let command = SendmailCommand(path: path) else {
                throw Failure(
                    .configuration, "LISTS_SENDMAIL: \(path) is no program; give a path such as /usr/sbin/sendmail")
            }
            return Mailer(from: address.canonical, route: .command(command))
        case (nil, let place?):
            if let smtpAuthorities {
                let bytes = FileManager.default.contents(atPath: smtpAuthorities)
                guard let bytes, String(decoding: bytes, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") else {
                    throw Failure(
                        .configuration,
                        "LISTS_SMTP_CA: \(smtpAuthorities) cannot be read or holds no certificate; give a file in PEM")
                }
            }
            guard let relay = SMTPRelay(place, greeting: String(domain), authorities: smtpAuthorities) else {
                // It may hold a password.
                throw Failure(
                    .configuration, "LISTS_SMTP must be like mail.example.jp:25, smtp://… or smtps://… without a path")
            }
            return Mailer(from: address.canonical, route: .relay(relay))
        default:
            throw Failure(
                .configuration, "LISTS_MAIL_FROM goes with one of LISTS_SENDMAIL and LISTS_SMTP, not with both or none")
        }
    }
}
