package import ArgumentParser

/// A command whose work needs the libraries of mail and of the network. `lists` is not linked with them, because they would
/// make every other command start later by a quarter: `lists-mail` beside it does the work.
package protocol MailCommand: ParsableCommand {
    var work: MailWork { get }
}

/// What `lists-mail` does, with the arguments of the command.
package enum MailWork {
    case serve(ServeCommand)
    case policy(PolicyCommand)
    case sendOutbox(OutboxCommand.Send)
    case lintMessage(LintMessageCommand)
}
