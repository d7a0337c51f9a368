import ArgumentParser
import Consent
import Flows
import Store

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "The keys that sign the tokens of links.",
        subcommands: [Rotate.self, Ls.self, Revoke.self])

    struct Rotate: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate", abstract: "Make a new key, which signs from now on.",
            discussion: "Links signed with older keys keep working. A running lists serve learns of it by itself.")
        @OptionGroup var options: GlobalOptions

        func run(in session: Session, printer: Printer) throws {
            let number = try session.store.rotateTokenKey(secret: session.secret)
            printer.record(try session.store.tokenKeyFacts().first { $0.number == number }?.record ?? [])
        }
    }

    struct Ls: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls", abstract: "All keys, and what was signed with each.")
        @OptionGroup var options: GlobalOptions

        func run(in session: Session, printer: Printer) throws {
            printer.records(
                try session.store.tokenKeyFacts().map(\.record),
                columns: ["key", "created_at", "signs", "revoked_at", "send_lists", "last_send_list"])
        }
    }

    struct Revoke: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "revoke", abstract: "Let a key check tokens no more: every link signed with it is dead.",
            discussion: """
                For a key that leaked, and for nothing else: people can no longer leave by the links in mails they have. \
                The key that signs cannot be revoked; make another one first. There is no way back.
                """)
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The key's number.") var number: Int
        @Flag(help: "Yes, the links signed with it shall stop working.") var breakLinks = false

        func run(in session: Session, printer: Printer) throws {
            guard let key = try session.store.tokenKeyFacts().first(where: { $0.number == number }) else {
                throw StoreError.unknownKey(number)
            }
            if key.isSigning { throw StoreError.keySigns(number) }
            guard breakLinks || key.revokedAt != nil else {
                let last = key.lastSendList.map { ", the last one at \($0)" } ?? ""
                throw Failure(
                    .usage,
                    "key \(number) signed the links of \(key.sendLists) send lists\(last): people could no longer leave by "
                        + "those links; if the key leaked, say --break-links")
            }
            try session.store.revokeTokenKey(number)
            printer.record(try session.store.tokenKeyFacts().first { $0.number == number }?.record ?? [])
        }
    }
}

extension TokenKeyFacts {
    var record: [(String, PrintedValue)] {
        [
            ("key", .number(number)), ("created_at", PrintedValue(createdAt)), ("signs", .flag(isSigning)),
            ("revoked_at", PrintedValue(revokedAt)), ("send_lists", .number(sendLists)),
            ("last_send_list", PrintedValue(lastSendList)),
        ]
    }
}
