package import ArgumentParser

#if canImport(Glibc)
    import Glibc
#endif

/// The command line, which `lists` and `lists-mail` share.
package struct Lists: ParsableCommand {
    package static let version = "0.1.0"

    package static let configuration = CommandConfiguration(
        commandName: "lists",
        abstract: "Subscriber lists that never forget a no.",
        version: version,
        subcommands: [
            InitCommand.self,
            ListCommand.self,
            ImportCommand.self,
            RunsCommand.self,
            SegmentCommand.self,
            AttributeCommand.self,
            ExportCommand.self,
            WhyCommand.self,
            OptOutCommand.self,
            OptInCommand.self,
            NoticeCommand.self,
            ConsentCommand.self,
            SuppressCommand.self,
            ContactCommand.self,
            OutboxCommand.self,
            LedgerCommand.self,
            PurgeCommand.self,
            LintMessageCommand.self,
            TokenCommand.self,
            KeyCommand.self,
            SecretCommand.self,
            ServeCommand.self,
            PolicyCommand.self,
            DatabaseCommand.self,
            CompletionCommand.self,
        ])

    /// Whether the arguments may ask for help. The argument parser reads the configuration of every command each time, and
    /// what is dear in one is only made for this.
    static let isAskedForHelp = CommandLine.arguments.dropFirst().contains { argument in
        argument == "help" || argument == "-h" || argument.hasPrefix("--help") || argument.hasPrefix("--experimental")
    }

    package init() {}

    /// Runs the command that the arguments ask for; of a `MailCommand` it answers what is to be done. To be called on the main
    /// thread, before any other is started.
    package static func run() throws -> MailWork? {
        // A reader that went away and a file that may not grow are errors of the write, told like any other.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        Interruption.listen()
        var command = try commandAsked()
        if let command = command as? any MailCommand { return command.work }
        try command.run()
        return nil
    }

    /// The command that the arguments ask for. Those of one command are read by that command alone: the argument parser would
    /// look at all others first. What it does not take is read again from the top, for the words that say so.
    private static func commandAsked() throws -> any ParsableCommand {
        var asked: any ParsableCommand.Type = Lists.self
        var rest = CommandLine.arguments.dropFirst()
        while let word = rest.first,
            let next = asked.configuration.subcommands.first(where: { $0.configuration.commandName == word })
        {
            asked = next
            rest = rest.dropFirst()
        }
        if !isAskedForHelp {
            if asked is any SessionCommand.Type { EarlyConnection.begin() }
            if let command = try? asked.parseAsRoot(Array(rest)) { return command }
        }
        return try parseAsRoot()
    }

    /// Says why the command failed and ends the process.
    package static func end(with error: any Error) -> Never {
        if let code = ErrorReport.report(error) { Glibc.exit(code) }
        // What is neither ours nor the argument parser's is a bug; its kind is told, not its content.
        if exitCode(for: error) == .failure {
            Printer.toStandardError("lists: unexpected \(type(of: error)); please report this\n")
            Glibc.exit(70)
        }
        exit(withError: error)
    }
}

/// A command that opens the database, does its work and prints the result.
protocol SessionCommand: ParsableCommand {
    var options: GlobalOptions { get }
    func run(in session: Session, printer: Printer) throws
}

extension SessionCommand {
    func run() throws {
        try runInSession()
    }

    func runInSession() throws {
        let session = try Session(options)
        defer { session.close() }
        try run(in: session, printer: options.printer)
    }
}
