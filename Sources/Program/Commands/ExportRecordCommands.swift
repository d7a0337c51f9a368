import ArgumentParser
import Consent
import Engines
import Flows
import Store

struct ExportListCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "The send lists that were made, newest first.")
    @OptionGroup var options: GlobalOptions
    @Option(help: "Only those of this list.") var list: String?
    @Option(help: "At most so many.") var limit: Int = 100

    func run(in session: Session, printer: Printer) throws {
        let list = try list.map { try session.store.list($0).id }
        let records = try session.store.sendLists(of: list, limit: max(0, limit))
        printer.records(
            records.map(\.record),
            columns: ["send_list", "list", "segment", "engine", "recipients", "as_of", "actor", "written"])
    }
}

struct ExportShowCommand: SessionCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One send list and its manifest.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The number of the send list.") var sendList: Int64

    func run(in session: Session, printer: Printer) throws {
        guard let record = try session.store.sendList(sendList) else {
            throw Failure(.noInput, "there is no send list \(sendList): lists export ls shows them")
        }
        printer.record(
            record.record + [
                ("fields", .array(record.fields.map(PrintedValue.text))), ("excluded", .document(record.excluded)),
                ("manifest", record.manifest.map { .document($0.filter { !$0.isNewline }) } ?? .null),
            ])
    }
}

struct ExportFindCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "find", abstract: "The send lists that a person was on, and what they said of the person.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The person's address.") var address: String

    func run(in session: Session, printer: Printer) throws {
        guard let address = try? EmailAddress.repairing(address).address else {
            throw Failure(.usage, "“\(address)” is no address")
        }
        let found = try session.store.sendLists(with: session.keys.identity.contactID(of: address))
        printer.records(
            found.map(\.record),
            columns: ["send_list", "list", "engine", "file", "fields", "as_of", "actor", "removed_at", "removed_for"])
    }
}

struct ExportEnginesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engines", abstract: "The formats, and what each engine can carry.")
    @OptionGroup var options: GlobalOptions

    func run() throws {
        options.printer.records(
            Engines.all.map { $0.record },
            columns: [
                "engine", "file", "holds", "non_ascii_addresses", "carrier_addresses", "needs", "takes", "remark",
            ])
    }
}

extension EngineFormat {
    static var record: [(String, PrintedValue)] {
        [
            ("engine", .text(name)), ("file", .text(fileName)), ("holds", .text(policy.limit)),
            ("non_ascii_addresses", .text(policy.nonASCIIAddresses.rawValue)),
            ("carrier_addresses", .text(policy.carrierAddresses.rawValue)),
            ("needs", .text(policy.required.map(\.flag).joined(separator: " "))),
            ("takes", .text(policy.optional.map(\.flag).joined(separator: " "))), ("remark", .text(policy.remark)),
        ]
    }
}

extension SendListRecord {
    var record: [(String, PrintedValue)] {
        [
            ("send_list", .number(Int(id))), ("list", .text(lists.joined(separator: ","))),
            ("segment", PrintedValue(segment)), ("expression", PrintedValue(expression)), ("engine", .text(engine)),
            ("recipients", .number(recipients)), ("removed", .number(removed)), ("as_of", PrintedValue(asOf)),
            ("expires_at", PrintedValue(expiresAt)), ("actor", .text(actor)), ("written", .flag(manifest != nil)),
        ]
    }
}

extension SendListMembership {
    var record: [(String, PrintedValue)] {
        let manifest = sendList.manifest.flatMap { try? SignedManifest.manifest(ofDraft: $0) }
        let file = manifest?.files.first { $0.role == nil && $0.hour == hour }
        return [
            ("send_list", .number(Int(sendList.id))), ("list", .text(sendList.lists.joined(separator: ","))),
            ("engine", .text(sendList.engine)), ("file", PrintedValue(file?.path)),
            ("fields", .array(sendList.fields.map(PrintedValue.text))),
            // Under another name a field is found by what it is of the contact.
            ("merge_fields", .array((manifest?.mergeFields ?? []).map(PrintedValue.text))),
            ("as_of", PrintedValue(sendList.asOf)),
            ("actor", .text(sendList.actor)), ("written", .flag(manifest != nil)),
            ("removed_at", PrintedValue(removedAt)), ("removed_for", PrintedValue(removedFor)),
        ]
    }
}
