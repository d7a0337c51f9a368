import Flows
import Messages
import Program

extension LintMessageCommand {
    /// Prints what the checks find. Throws a `Failure` (65) if one fails.
    func check() throws {
        let bytes = try FileBytes.whole(file, limit: 64 << 20, unlike: "a message is at most 64 MiB")
        let keys = try keys()
        let message: MailMessage
        do throws(MailMessage.Problem) {
            message = try MailMessage(bytes, keys: keys, asksDNS: dns && !outgoing)
        } catch {
            throw Failure(.badData, "\(file): this is no message: it does not begin with a header")
        }
        let findings = Finding.all(in: message, by: outgoing ? MessageChecks.outgoing : MessageChecks.all)
        options.printer.records(findings.map(\.record), columns: ["check", "standard", "result", "finding"])
        let failed = findings.filter(\.fails)
        guard failed.isEmpty else {
            let names = failed.map(\.check).joined(separator: ", ")
            throw Failure(.badData, "\(file): \(failed.count) of \(findings.count) checks fail: \(names)")
        }
    }

    private func keys() throws -> DKIMKeys {
        var keys = DKIMKeys()
        for argument in key {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw Failure(.usage, "--key “\(argument)”: write selector._domainkey.domain=FILE")
            }
            let text = String(
                decoding: try FileBytes.whole(parts[1], limit: 1 << 16, unlike: "a key is at most 64 KiB"),
                as: UTF8.self)
            do throws(DKIMKeys.Problem) {
                try keys.add(parts[0], file: text)
            } catch {
                switch error {
                case .badName:
                    throw Failure(.usage, "--key “\(parts[0])”: the name is selector._domainkey.domain")
                case .noKey: throw Failure(.badData, "\(parts[1]): there is no DKIM key in it (p=…)")
                }
            }
        }
        return keys
    }
}

extension Finding {
    fileprivate var record: [(String, PrintedValue)] {
        let (result, text) =
            switch verdict {
            case .ok(let text): ("ok", text)
            case .fails(let text): ("fail", text)
            case .skipped(let text): ("skipped", text)
            }
        return [
            ("check", .text(check)), ("standard", .text(standard)), ("result", .text(result)), ("finding", .text(text)),
        ]
    }
}
