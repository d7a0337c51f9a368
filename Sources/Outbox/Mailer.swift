package import Relay

/// How this installation mails: in whose name, and by which way.
package struct Mailer: Sendable {
    /// The address that mails come from and bounces go to.
    package let from: String
    package let route: MailRoute

    package init(from: String, route: MailRoute) {
        self.from = from
        self.route = route
    }
}
