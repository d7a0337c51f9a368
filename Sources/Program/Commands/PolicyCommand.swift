package import ArgumentParser

package struct PolicyCommand: MailCommand {
    package static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "The gate at the mail server: Postfix asks it before it takes a message.",
        discussion: """
            A recipient who may not be mailed on the list that the sender address stands for is refused, and so is one \
            message to many recipients. lists list set SLUG --sender-email ADDRESS says which sender stands for which \
            list; mail of other senders meets the limit on recipients alone. SIGTERM ends it cleanly.
            """)

    @OptionGroup package var options: GlobalOptions
    @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "host:port"))
    package var listen: String?
    @Option(help: ArgumentHelp("A Unix socket to listen on instead.", valueName: "path"))
    package var socket: String?
    @Option(help: "How many recipients a message may have. Mail of a list always goes to one.")
    package var maxRecipients: Int = 10
    @Option(help: "While the database is away, a list's mail waits (defer) or goes through unchecked (dunno).")
    package var whenAway: WhenAway = .defer

    /// What is said of a list's recipient while the database is away.
    package enum WhenAway: String, ExpressibleByArgument, CaseIterable {
        case `defer`, dunno
    }

    package init() {}

    package var work: MailWork { .policy(self) }
}
