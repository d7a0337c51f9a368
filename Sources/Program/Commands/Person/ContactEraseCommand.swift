import ArgumentParser
import Consent
import Flows
import Store

#if canImport(Glibc)
    import Glibc
#endif

struct ContactEraseCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Erase a person's data; their no stays.",
        discussion: """
            Address, name, attributes and evidence go for good. What stays are the lines of the ledger under an id that \
            names nobody, among them a no to all mail and to every list that the person is on: so no later import or sync \
            stores them again. Files that you exported, imported or backed up are out of reach.
            """)
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The address.") var address: String
    @Flag(help: "Do not ask.") var yes = false

    func run(in session: Session, printer: Printer) throws {
        try confirm(session)
        let erasures = try session.people.erase(address)
        for erasure in erasures { printer.record(erasure.record) }
        let lines = erasures.reduce(0) { $0 + $1.lines }
        printer.note(
            "erased. What remains: \(lines) lines of the ledger under an id that names nobody, to prove what was done and "
                + "to keep the person out; ids on send lists that went out. Out of reach: exported and imported files, "
                + "backups")
        for contact in erasures.map(\.contact) {
            for move in try session.store.moves(of: contact) {
                let (word, other) =
                    move.to == contact ? ("moved here from", move.fromAddress) : ("moved on to", move.toAddress)
                guard let other else { continue }
                printer.note("the person \(word) \(other), which is kept: erase it too, if it is meant")
            }
        }
    }

    /// A slip of the hand must not erase anybody: the address has to be typed again, or --yes said.
    private func confirm(_ session: Session) throws {
        if yes { return }
        guard isatty(0) == 1 else {
            throw Failure(.usage, "erasing cannot be taken back: say --yes; nothing was changed")
        }
        Printer.toStandardError("This cannot be taken back. Type the address again to erase it: ")
        let person = try NamedPerson(address, identity: session.keys.identity)
        let typed = try readLine().map { try NamedPerson($0, identity: session.keys.identity) }
        guard typed?.id == person.id else { throw Failure(.usage, "that is another address; nothing was changed") }
    }
}

extension Erasure {
    var record: [(String, PrintedValue)] {
        [
            ("contact_id", .text(contact.description)), ("contacts", .number(contacts)), ("changes", .number(changes)),
            ("evidence", .number(evidence)), ("delivery_details", .number(deliveries)), ("nos", .number(nos)),
            ("lines_kept", .number(lines)),
        ]
    }
}
