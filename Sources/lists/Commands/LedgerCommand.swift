import ArgumentParser
import Flows
import Store

struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Proof.", subcommands: [Verify.self])

    struct Verify: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fold the whole ledger again and compare it with the state.")
        @OptionGroup var options: GlobalOptions

        func run(in session: Session, printer: Printer) throws {
            let verification = try session.store.transaction {
                try session.store.allowLongStatements()
                return try session.store.verifyLedger()
            }
            printer.record([
                ("holds", .flag(verification.differences.isEmpty)), ("lines", .number(verification.lines)),
                ("contacts", .number(verification.contacts)), ("differences", .number(verification.differences.count)),
            ])
            if let first = verification.differences.first {
                throw Failure(
                    .badData,
                    "the state does not follow from the ledger: first in \(first.table), contact \(first.contact)"
                        + (first.key.isEmpty ? "" : ", \(first.key)"))
            }
        }
    }
}
