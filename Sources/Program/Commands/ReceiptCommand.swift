import ArgumentParser
import Store
import Consent
import Flows
import Proof

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension LedgerCommand {
    struct Receipt: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "receipt",
            abstract: "What was recorded of a person, under which wording, with the proof of it, as JSON.",
            discussion: "Fields of ISO/IEC TS 27560 and Kantara 1.1. Whoever gets it checks it with check-receipt.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The address.") var address: String
        @Option(help: "A new file; default standard output.") var output: String?

        func run(in session: Session, printer: Printer) throws {
            let address = try ChoiceFlow.address(address)
            let terms = ReceiptTerms(
                jurisdiction: try session.settings.jurisdiction ?? session.store.governingLaw().jurisdiction,
                policyURL: session.settings.policyURL)
            let flow = ReceiptFlow(store: session.store, key: session.keys.manifest, terms: terms)
            let made = try flow.run(address, contact: session.keys.identity.contactID(of: address))
            if let output {
                try OutputFile.write(made.text, toNew: output)
                printer.note("\(made.events) events; receipt: \(output)")
            } else {
                StandardStream.output.writeOrExit(made.text)
            }
            if made.unsealed > 0 {
                printer.note(
                    "\(made.unsealed) of \(made.events) events are not sealed yet: lists ledger seal proves them too")
            }
        }
    }

    struct CheckReceipt: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check-receipt", abstract: "Is a receipt what was handed out? Needs no database.",
            discussion: "Without --key or --anchor it is checked against the key in the receipt itself.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The receipt, or - for standard input.") var file: String
        @Option(help: "The installation's public key, as lists ledger seals shows it.") var key: String?
        @Option(help: "A root that you kept.") var anchor: String?

        func run() throws {
            let printer = options.printer
            let key = try key.map(Self.publicKey)
            let anchor = try anchor.map { try RootArgument.hash($0, flag: "--anchor") }
            let bytes = try FileBytes.whole(file, limit: 1 << 28, unlike: "this is no receipt")
            let verdict: ReceiptCheck.Verdict
            do {
                verdict = try ReceiptCheck.run(bytes, key: key, anchor: anchor)
            } catch {
                throw Failure(.badData, "\(file): \(error.description)")
            }
            printer.record(verdict.record)
            if !verdict.isKeyKnown, anchor == nil {
                printer.note("who signed it was not checked: give --key or --anchor from a source you trust")
            }
        }

        /// 32 bytes in hexadecimal digits, or in base64 as manifests have them.
        private static func publicKey(_ text: String) throws -> [UInt8] {
            let key = Hexadecimal.bytes(text) ?? Data(base64Encoded: text).map(Array.init)
            guard let key, key.count == 32 else {
                throw Failure(
                    .usage, "--key “\(text)” is no public key: 64 hexadecimal digits, as lists ledger seals shows it")
            }
            return key
        }
    }
}

extension ReceiptCheck.Verdict {
    var record: [(String, PrintedValue)] {
        [
            ("valid", .flag(true)), ("contact_id", .text(contact)), ("created_at", .text(createdAt)),
            ("events", .number(events)), ("sealed", .number(sealed)),
            ("anchored", PrintedValue(anchored.map(Int64.init))), ("seals", .number(seals)),
            ("root", PrintedValue(root?.description)), ("key", .text(Hexadecimal.text(publicKey))),
            ("key_known", .flag(isKeyKnown)),
            (
                "lists",
                lists.map { findings in
                    .array(
                        findings.map { finding in
                            .object([
                                ("list", .text(finding.list)), ("status", .text(finding.standing.status.rawValue)),
                                ("reason", .text(finding.standing.reason.rawValue)),
                            ])
                        })
                } ?? .null
            ),
        ]
    }
}
