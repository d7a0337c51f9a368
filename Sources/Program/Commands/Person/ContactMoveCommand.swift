import ArgumentParser
import Consent
import Flows
import Store

struct ContactMoveCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "move", abstract: "A person takes another address.",
        discussion: """
            Every no of the old address counts at the new one, spoken before or after, also by a link in an old mail. A yes \
            of the old address is a ground at the new one and lifts no no spoken there. The new address gets the data of \
            the old one if it is no contact yet. The old one is not mailed until it is moved back: lists contact move NEW \
            OLD. A move that was a mistake is taken back with lists ledger void.
            """)
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The old address.") var old: String
    @Argument(help: "The new address.") var new: String

    func run(in session: Session, printer: Printer) throws {
        let moved = try session.people.move(old, to: new)
        printer.record([
            ("from_id", .text(moved.old.description)), ("to_id", .text(moved.new.description)),
            ("data_moved", .flag(moved.tookData)),
        ])
        if moved.isSuppressedThere {
            printer.note(
                "the old address is suppressed by hand; that stays there: lists suppress add, if it is meant for the person"
            )
        }
    }
}
