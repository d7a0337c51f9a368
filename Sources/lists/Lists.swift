import ArgumentParser

#if canImport(Glibc)
    import Glibc
#endif

@main
struct Lists: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lists",
        abstract: "Subscriber lists that never forget a no.",
        version: "0.1.0",
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
        ])

    /// Whether the arguments may ask for help. The argument parser reads the configuration of every command each time, and
    /// what is dear in one is only made for this.
    static let isAskedForHelp = CommandLine.arguments.dropFirst().contains { argument in
        argument == "help" || argument == "-h" || argument.hasPrefix("--help") || argument.hasPrefix("--experimental")
    }

    static func main() async {
        // A reader that went away and a file that may not grow are errors of the write, told like any other.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        Interruption.listen()
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            if let code = ErrorReport.report(error) { Glibc.exit(code) }
            // What is neither ours nor the argument parser's is a bug; its kind is told, not its content.
            if exitCode(for: error) == .failure {
                Printer.toStandardError("lists: unexpected \(type(of: error)); please report this\n")
                Glibc.exit(70)
            }
            exit(withError: error)
        }
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
