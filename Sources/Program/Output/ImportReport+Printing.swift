import Flows
import Intake
import Store

extension ImportReport {
    /// The report as it is printed, in the order of `cli.md`.
    var record: [(String, PrintedValue)] {
        let columns = mapping.sorted { $0.key < $1.key }.map { ($0.key, PrintedValue.text($0.value)) }
        return [("run", PrintedValue(run)), ("dry_run", .flag(dryRun)), ("plan", PrintedValue(planDigest))]
            + counts.map { ($0.name, .number($0.count)) } + [
                ("repairs", .object(tally.repairCounts.map { ($0.name, .number($0.count)) })),
                ("likely_typos", .array(tally.likelyTypos.map(\.printed))),
                ("rejections_file", PrintedValue(rejectionsFile)), ("encoding", .text(encoding.rawValue)),
                ("input_format", .text(inputFormat)), ("mapping", .object(columns)),
                ("attributes", .object(attributes.map { ($0.name, .text($0.type)) })),
                ("same_file_as", PrintedValue(sameFileAs)), ("read_seconds", .seconds(seconds.reading)),
                ("plan_seconds", .seconds(seconds.planning)), ("write_seconds", .seconds(seconds.writing)),
                ("seconds", .seconds(seconds.all)),
            ]
    }

    /// What the person should know, a line each.
    var remarks: [String] {
        var remarks = notes
        if let sameFileAs { remarks.append("this very file was imported as run \(sameFileAs)") }
        for typo in tally.likelyTypos.prefix(5) {
            let lines = typo.lines.map(String.init).joined(separator: ", ")
            remarks.append(
                "\(typo.rows) at \(typo.domain) (line \(lines)\(typo.rows > typo.lines.count ? ", …" : "")): "
                    + "probably \(typo.meant) was meant; nothing was changed")
        }
        if tally.likelyTypos.count > 5 { remarks.append("and \(tally.likelyTypos.count - 5) more such domains") }
        if plan.liftable > 0 {
            remarks.append(
                "opt-ins later than the person's opt-out: \(plan.liftable); with --allow-lift they would lift it")
        }
        return remarks
    }

    /// The last line.
    var summary: String {
        let rate = seconds.all > 0 ? Int(Double(tally.rows) / seconds.all) : tally.rows
        return (dryRun ? "Plan only, nothing was changed: " : "")
            + "\(tally.rows) rows in \(PrintedValue.seconds(seconds.all).text) s (\(rate) a second)"
            + (tally.rejected > 0 ? "; \(tally.rejected) refused, see \(rejectionsFile ?? "")" : "")
    }
}

extension RowTally.LikelyTypo {
    fileprivate var printed: PrintedValue {
        .object([
            ("domain", .text(domain)), ("meant", .text(meant)), ("rows", .number(rows)),
            ("lines", .array(lines.map { .number($0) })),
        ])
    }
}

extension ImportProgress {
    /// A line for a terminal.
    var text: String {
        switch self {
        case .read(let rows, let seconds):
            "\(rows) rows read" + (seconds > 0.1 ? ", \(Int(Double(rows) / seconds)) a second" : "")
        case .planning: "comparing with what is known …"
        case .writing: "writing …"
        }
    }
}
