import ArgumentParser
import Consent
import Crypto
import Flows
import Proof
import Store

struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Proof: seals, receipts, and whether the ledger is what was sealed.",
        subcommands: [Verify.self, Close.self, Ls.self, Receipt.self, CheckReceipt.self, VoidCommand.self])

    struct Verify: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Is the ledger what was sealed, and the state what follows from it?",
            discussion: "Reads the whole ledger. Names the first line or seal that differs.")
        @OptionGroup var options: GlobalOptions
        @Option(help: "A root that you kept: it must be that of a seal.") var anchor: String?

        func run(in session: Session, printer: Printer) throws {
            let anchor = try anchor.map { try RootArgument.hash($0, flag: "--anchor") }
            let check = LedgerCheck(
                store: session.store, publicKey: Array(session.keys.manifest.publicKey.rawRepresentation))
            let report = try check.run(anchor: anchor) { printer.progress("\($0) lines read") }
            printer.endProgress()
            printer.record(report.record)
            if let problem = report.problem { throw Failure(.badData, problem) }
        }
    }

    struct Close: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "seal", abstract: "Close what was appended since the last seal, and sign it.",
            discussion: "With nothing new it makes no seal. Keep the root elsewhere: lists ledger verify --anchor ROOT."
        )
        @OptionGroup var options: GlobalOptions
        @Flag(help: "Print nothing but the root of the last seal.") var print = false

        func run(in session: Session, printer: Printer) throws {
            let flow = SealFlow(store: session.store, key: session.keys.manifest)
            let made = try flow.run { printer.progress("\($0) lines sealed") }
            printer.endProgress()
            let seal = try made ?? session.store.lastSeal()
            guard let seal else { return printer.note("the ledger is empty: there is nothing to seal") }
            if made == nil { printer.note("nothing was appended since seal \(seal.seal.number)") }
            if print { return printer.line(seal.seal.root.description) }
            printer.record(seal.seal.record)
        }
    }

    struct Ls: SessionCommand {
        static let configuration = CommandConfiguration(commandName: "seals", abstract: "All seals with their roots.")
        @OptionGroup var options: GlobalOptions

        func run(in session: Session, printer: Printer) throws {
            printer.records(
                try session.store.seals().map(\.seal.record), columns: ["seal", "lines", "sealed_at", "root"])
        }
    }
}

/// A root that a person typed or pasted.
enum RootArgument {
    /// Throws a `Failure` (64) if it is none.
    static func hash(_ text: String, flag: String) throws -> MerkleHash {
        guard let hash = MerkleHash(hexadecimal: text) else {
            throw Failure(
                .usage, "\(flag) “\(text)” is no root: 64 hexadecimal digits, as lists ledger seals shows them")
        }
        return hash
    }
}

extension LedgerCheck.Report {
    var record: [(String, PrintedValue)] {
        [
            ("holds", .flag(problem == nil)), ("lines", .number(fold.lines)), ("contacts", .number(fold.contacts)),
            ("differences", .number(fold.differences.count)), ("seals", .number(seals)), ("sealed", .number(sealed)),
            ("unsealed", .number(unsealed)), ("purged", .number(purged)), ("root", PrintedValue(root?.description)),
            ("anchor", PrintedValue(anchor.map(Int64.init))),
        ]
    }
}

extension Seal {
    var record: [(String, PrintedValue)] {
        [
            ("seal", .number(number)), ("lines", .number(lines)), ("sealed_at", PrintedValue(sealedAt)),
            ("root", .text(root.description)), ("previous", PrintedValue(previous?.description)),
            ("tree", .text(tree.description)), ("first", .text("\(first.contact) \(first.event)")),
            ("last", .text("\(last.contact) \(last.event)")), ("epoch", .number(epoch)),
            ("system", .text(String(system))), ("snapshot", .text(snapshot.text)),
            ("key", .text(Hexadecimal.text(publicKey))),
        ]
    }
}
