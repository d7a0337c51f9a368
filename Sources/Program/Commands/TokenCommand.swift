import ArgumentParser
import Consent
import Flows
import Store

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "The signed part of a link: whose it is and which list it leaves.",
        subcommands: [New.self, Show.self])

    struct New: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "new", abstract: "Make the link by which one person leaves one list.",
            discussion: "For mail that does not come from a send list. It works for an address never seen, too.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The address.") var address: String
        @Option(help: "The list's slug.") var list: String

        func run(in session: Session, printer: Printer) throws {
            let base = try session.settings.requiredBaseURL()
            let contact = session.keys.identity.contactID(of: try ChoiceFlow.address(address))
            let list = try session.store.list(list)
            let text = session.keys.tokens.text(of: Token(contact: contact, scope: .list(list.id), sendList: 0))
            printer.record([
                ("url", .text("\(base.text)/u/\(text)")), ("token", .text(text)),
                ("contact_id", .text(contact.description)), ("list", .text(list.slug)),
                ("key", .number(Int(session.keys.tokens.newest))),
            ])
        }
    }

    struct Show: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "What a token or a link says, and whether it is genuine.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The token, or the whole link.") var token: String

        func run(in session: Session, printer: Printer) throws {
            let found = try TokenInspection(store: session.store, secret: session.secret).inspect(token)
            printer.record([
                ("valid", .flag(found.isValid)), ("key", .number(found.key)), ("key_revoked", .flag(!found.isValid)),
                ("contact_id", .text(found.contact.description)), ("email", PrintedValue(found.address)),
                ("list", found.lists.count == 1 ? .text(found.lists[0]) : .null),
                ("lists", .array(found.lists.map(PrintedValue.text))), ("send_list", PrintedValue(found.sendList)),
            ])
            guard found.isValid else {
                throw Failure(.badData, "the token was issued here, but its key is revoked: its link is dead")
            }
        }
    }
}
