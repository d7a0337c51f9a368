package import ArgumentParser

package struct LintMessageCommand: MailCommand {
    package static let configuration = CommandConfiguration(
        commandName: "lint-message", abstract: "Is a message as mailbox providers want it?",
        discussion: """
            Send one message of the send list to yourself, save it with its whole header (“show original”, an .eml file), \
            and look at it here. It needs neither database nor network. With --outgoing only one thing is asked, for a \
            script between the engine and the mail server: that no message names more than one person.
            """)

    @OptionGroup package var options: GlobalOptions
    @Argument(help: "The message, or - for standard input.") package var file: String
    @Flag(help: "Before it is sent and signed: more than one address in To, Cc or Bcc is refused.") package
        var outgoing = false
    @Option(
        help: ArgumentHelp(
            "A DKIM key at hand: the text of the TXT record, a line of a zone file, or PEM. May be repeated.",
            valueName: "selector._domainkey.domain=file"))
    package var key: [String] = []
    @Flag(help: "Ask the DNS for keys that are not at hand.") package var dns = false

    package init() {}

    package var work: MailWork { .lintMessage(self) }
}
