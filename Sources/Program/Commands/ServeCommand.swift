package import ArgumentParser

package struct ServeCommand: MailCommand {
    package static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "The HTTP service: one-click links, the forms to join, their pages.",
        discussion: """
            Put a proxy with TLS in front of it. SIGTERM ends it cleanly. While the database is away it answers 503 and \
            recovers by itself. The forms of public lists are there once LISTS_MAIL_FROM and a way for mail are set; then \
            it hands over the mails that ask to confirm, too.
            """)

    @OptionGroup package var options: GlobalOptions
    @Option(help: "The address to listen on.") package var host: String = "127.0.0.1"
    @Option(help: "The port; 0 takes a free one.") package var port: Int = 8080

    package init() {}

    package var work: MailWork { .serve(self) }
}
