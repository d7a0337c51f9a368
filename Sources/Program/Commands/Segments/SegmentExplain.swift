import ArgumentParser
import Consent
import Flows
import SQL
import Segments
import Store

extension SegmentCommand {
    struct Explain: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain",
            abstract: "How a segment is read: its tree, its SQL, and how the database would go about it.")
        @OptionGroup var options: GlobalOptions
        @OptionGroup var selection: SelectionArguments
        @Option(help: "The list's slug: explain the count of those who may be mailed on it.") var list: String?
        @Flag(help: "Measure how long parsing and checking take.") var timing = false

        func run(in session: Session, printer: Printer) throws {
            let now = Instant.now
            let list = try list.map { try session.store.list($0).id }
            let resolved = try selection.resolve(in: session, at: now, printer: printer)
            let query = ContactQuery(resolved.predicate, sendableOn: list, at: now)
            let plan = try session.store.plan(of: query.counting)
            let tree = try resolved.expression.flatMap { try Segment(parsing: $0).tree }
            let (sql, binds) = query.counting.rendered
            let parameters = binds.enumerated().map { index, bind in ("$\(index + 1)", PrintedValue(bind)) }
            var record: [(String, PrintedValue)] = [
                ("expression", PrintedValue(resolved.expression)), ("tree", tree.map(PrintedValue.init) ?? .null),
                ("sql", .text(sql)), ("parameters", .object(parameters)), ("plan", .array(plan.map { .text($0) })),
            ]
            if timing {
                let resolver = SegmentResolver(store: session.store, now: now, zone: try session.zone())
                let timing = try resolver.timing(of: resolved.expression ?? "")
                record += [
                    ("first_microseconds", .number(timing.first)), ("median_microseconds", .number(timing.median)),
                ]
            }
            guard options.format == .table else { return printer.record(record) }
            let lines = parameters.map { "\($0.0)  \($0.1.text)" }
            printer.sections([
                ("expression", [resolved.expression ?? ""]), ("tree", tree?.lines ?? []), ("sql", [sql]),
                ("parameters", lines), ("plan", plan),
            ])
            printer.record(record.filter { $0.0.hasSuffix("microseconds") })
        }
    }
}

extension PrintedValue {
    /// A tree of nested objects: `{"and": [{"condition": "plan = pro"}, …]}`.
    fileprivate init(_ tree: SegmentTree) {
        self =
            switch tree {
            case .all(let parts): .object([("and", .array(parts.map(PrintedValue.init)))])
            case .any(let parts): .object([("or", .array(parts.map(PrintedValue.init)))])
            case .not(let part): .object([("not", PrintedValue(part))])
            case .condition(let text): .object([("condition", .text(text))])
            }
    }

    fileprivate init(_ bind: Bind) {
        self =
            switch bind {
            case .null: .null
            case .bool(let value): .flag(value)
            case .int32(let value): .number(Int(value))
            case .int64(let value): .number(Int(value))
            case .double(let value): .text(String(value))
            case .text(let text): .text(text)
            case .bytes(let bytes): .text("\(bytes.count) bytes")
            case .contact(let id): .text(id.description)
            case .instant(let instant): PrintedValue(instant)
            case .texts(let texts): .array(texts.map { .text($0) })
            case .contacts(let ids): .array(ids.map { .text($0.description) })
            case .json(let json): .document(json)
            }
    }
}
