import ArgumentParser
import Consent
import Flows
import Store

struct VoidCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "void", abstract: "Take one line of the ledger back, as if it had not been said.",
        discussion: """
            The line stays where it is and counts no more; what followed from it at an address that the person moved to \
            is taken back too. Taking back a move takes back what it brought along. It is for mistakes of the operator, \
            and final: record again what was right. lists why shows the lines with their ids; lists runs undo takes back \
            a whole import.
            """)
    @OptionGroup var options: GlobalOptions
    @Argument(help: ArgumentHelp("The id of the line.", valueName: "event-id")) var event: String
    @Option(help: "Whose line it is: the address.") var contact: String
    @Flag(help: "Also if it is an opt-out or a suppression: with --reason.") var includingNos = false
    @Option(help: "Why it is taken back; kept as evidence.") var reason: String?

    func run(in session: Session, printer: Printer) throws {
        guard let event = ContactID(text: event) else {
            throw Failure(.usage, "“\(event)” is no id of a line: lists why shows them")
        }
        if includingNos, reason?.allSatisfy(\.isWhitespace) ?? true {
            throw Failure(.usage, "--including-nos needs --reason TEXT: why the opt-out was none")
        }
        let taken = try session.people.takeBack(
            line: event, of: contact, includingNos: includingNos, reason: reason)
        if taken == 0 { printer.note("it was taken back before; nothing was changed") }
        printer.record([("event_id", .text(event.description)), ("voided", .number(taken))])
    }
}

extension Session {
    /// What one person may ask for, as whoever acts here does it.
    var people: PersonFlow {
        PersonFlow(store: store, identity: keys.identity, actor: settings.actor)
    }
}
