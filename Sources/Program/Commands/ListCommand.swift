import ArgumentParser
import Consent
import Flows
import Store

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists and their sender profile.",
        subcommands: [Create.self, Ls.self, Show.self, Change.self, Archive.self])

    static let senderEmailHelp = ArgumentHelp(
        "A sender address that stands for the list at the mail server, for lists policy; may be repeated and replaces "
            + "those that were set. Blank: none.", valueName: "address")

    /// The sender profile, which every marketing mail must name (特定電子メール法 4条).
    struct ProfileOptions: ParsableArguments {
        @Option(help: "Who sends, as the mail names it.") var senderName: String?
        @Option(help: "The sender's postal address.") var senderAddress: String?
        @Option(help: "Where people write to leave.") var senderContact: String?
        @Option(help: "Where people complain.") var complaintContact: String?

        var profile: SenderProfile {
            SenderProfile(
                name: senderName, address: senderAddress, contact: senderContact, complaintContact: complaintContact)
        }
    }

    struct Create: SessionCommand {
        static let configuration = CommandConfiguration(commandName: "create", abstract: "Make a list.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "Short name in a–z, 0–9 and hyphens; never changes.") var slug: String
        @Option(help: "The name that people see.") var name: String
        @Option(help: "How people join by the form: single or confirmed (double opt-in).")
        var optIn: OptInPolicy = .confirmed
        @Option(help: "marketing or transactional; never changes.") var stream: Consent.Stream = .marketing
        @Flag(name: .customLong("public"), help: "Anyone may join by the form.") var open = false
        @Flag(name: .customLong("private"), help: "Nobody joins by the form (default).") var closed = false
        @OptionGroup(title: "Sender profile") var profile: ProfileOptions
        @Option(help: ListCommand.senderEmailHelp) var senderEmail: [String] = []

        func run(in session: Session, printer: Printer) throws {
            guard Slug.isValid(slug) else {
                throw Failure(
                    .usage,
                    "“\(slug)” is no slug: use a–z, 0–9 and hyphens, at most 63, and none of \(Slug.reserved.joined(separator: ", "))"
                )
            }
            let senders = try SenderAddresses.parse(senderEmail)
            let list = try session.store.transaction {
                _ = try session.store.createList(
                    slug: slug, name: name, stream: stream, optIn: optIn, isPublic: open && !closed,
                    sender: profile.profile)
                if !senders.isEmpty { try session.store.setSenders(of: slug, to: senders) }
                return try session.store.list(slug)
            }
            printer.record(list.record)
        }
    }

    struct Ls: SessionCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "All lists.")
        @OptionGroup var options: GlobalOptions
        @Flag(help: "Archived ones too.") var all = false

        func run(in session: Session, printer: Printer) throws {
            let lists = try session.store.lists(includingArchived: all)
            printer.records(lists.map(\.record), columns: ["list", "name", "stream", "opt_in", "public"])
        }
    }

    struct Show: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "One list with its sender profile.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The list's slug.") var slug: String

        func run(in session: Session, printer: Printer) throws {
            printer.record(try session.store.list(slug).record)
        }
    }

    struct Change: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Change a list's name, form or sender profile.",
            discussion: "Slug and stream are fixed when the list is made.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The list's slug.") var slug: String
        @Option(help: "The name that people see.") var name: String?
        @Option(help: "How people join by the form: single or confirmed.") var optIn: OptInPolicy?
        @Flag(name: .customLong("public"), help: "Anyone may join by the form.") var open = false
        @Flag(name: .customLong("private"), help: "Nobody joins by the form.") var closed = false
        @OptionGroup(title: "Sender profile") var profile: ProfileOptions
        @Option(help: ListCommand.senderEmailHelp) var senderEmail: [String] = []

        func run(in session: Session, printer: Printer) throws {
            let senders = try SenderAddresses.parse(senderEmail)
            let changes = ListChanges(
                name: name, optIn: optIn, isPublic: open ? true : closed ? false : nil, sender: profile.profile)
            let list = try session.store.transaction {
                _ = try session.store.setList(slug, changes)
                if !senderEmail.isEmpty { try session.store.setSenders(of: slug, to: senders) }
                return try session.store.list(slug)
            }
            printer.record(list.record)
        }
    }

    struct Archive: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "archive", abstract: "Take a list out of use.",
            discussion: "Its ledger stays, its links keep working, and its slug is never used again.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The list's slug.") var slug: String

        func run(in session: Session, printer: Printer) throws {
            printer.record(try session.store.archiveList(slug).record)
        }
    }
}

/// The short names of lists.
enum Slug {
    /// Words that follow `lists export` as commands.
    static let reserved = ["recheck", "verify", "ls", "find", "show", "engines", "make", "help"]

    static func isValid(_ slug: String) -> Bool {
        let bytes = Array(slug.utf8)
        let isAlphanumeric = { (byte: UInt8) in (97...122).contains(byte) || (48...57).contains(byte) }
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 63, isAlphanumeric(first),
            isAlphanumeric(last), bytes.allSatisfy({ isAlphanumeric($0) || $0 == UInt8(ascii: "-") })
        else { return false }
        return !reserved.contains(slug)
    }
}

extension OptInPolicy: ExpressibleByArgument {}
extension Consent.Stream: ExpressibleByArgument {}

extension MailingList {
    var record: [(String, PrintedValue)] {
        [
            ("list", .text(slug)), ("name", .text(name)), ("stream", .text(stream.rawValue)),
            ("opt_in", .text(optIn.rawValue)), ("public", .flag(isPublic)), ("sender_name", PrintedValue(sender.name)),
            ("sender_address", PrintedValue(sender.address)), ("sender_contact", PrintedValue(sender.contact)),
            ("complaint_contact", PrintedValue(sender.complaintContact)),
            ("sender_emails", senderEmails.isEmpty ? .null : .array(senderEmails.map(PrintedValue.text))),
            ("list_id", PrintedValue(headerID)),
            ("created_at", PrintedValue(createdAt)), ("archived_at", PrintedValue(archivedAt)),
        ]
    }
}
