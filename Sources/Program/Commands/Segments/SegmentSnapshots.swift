import ArgumentParser
import Consent
import Flows
import Postgres
import Store

extension SegmentCommand {
    struct Snapshot: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "snapshot", abstract: "Keep who is in a segment now, to compare with later.",
            discussion: "Only ids are kept. lists segment diff compares, lists segment rm @N forgets.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The segment's name.") var name: String

        func run(in session: Session, printer: Printer) throws {
            let now = Instant.now
            let resolver = SegmentResolver(store: session.store, now: now, zone: try session.zone())
            let resolved = try resolver.resolve(.segment(name))
            let snapshot = try session.store.takeSnapshot(
                of: ContactQuery(resolved.predicate, at: now), segment: name, expression: resolved.expression ?? "",
                actor: session.settings.actor)
            printer.record(snapshot.record)
        }
    }

    struct Snapshots: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "snapshots", abstract: "All snapshots of segments.")
        @OptionGroup var options: GlobalOptions

        func run(in session: Session, printer: Printer) throws {
            printer.records(
                try session.store.snapshots().map(\.record), columns: ["snapshot", "segment", "contacts", "taken_at"])
        }
    }

    struct Diff: SessionCommand {
        static let configuration = CommandConfiguration(
            commandName: "diff", abstract: "Who joined and who left from A to B.",
            discussion: "A and B are segments as they are now, by name, or snapshots by number: @3.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "A segment's name, or @ and the number of a snapshot.") var a: String
        @Argument(help: "The same.") var b: String
        @Flag(help: "Print the contacts instead of their number.") var contacts = false

        func run(in session: Session, printer: Printer) throws {
            let store = session.store
            let now = Instant.now
            let first = try set(a, in: session, at: now)
            let second = try set(b, in: session, at: now)
            try store.transaction(.repeatableRead) {
                try store.prepareToSelect()
                guard contacts else {
                    let difference = try store.difference(from: first, to: second)
                    printer.record([
                        ("from", .text(a)), ("to", .text(b)), ("joined", .number(difference.joined)),
                        ("left", .number(difference.left)), ("stayed", .number(difference.stayed)),
                    ])
                    return
                }
                var rows = RowStream(printer, columns: ["change", "contact_id", "email", "name"])
                try store.openDifference(from: first, to: second)
                while case let differing = try store.nextDiffering(), !differing.isEmpty {
                    rows.append(differing.map(\.record))
                }
                rows.end()
            }
        }

        private func set(_ text: String, in session: Session, at now: Instant) throws -> ContactSet {
            switch SegmentSide(text) {
            case .snapshot(let number):
                return .snapshot(try session.store.snapshot(number).id)
            case .segment(let name):
                let resolver = SegmentResolver(store: session.store, now: now, zone: try session.zone())
                return .query(ContactQuery(try resolver.resolve(.segment(name)).predicate, at: now))
            }
        }
    }
}

extension SegmentSnapshot {
    fileprivate var record: [(String, PrintedValue)] {
        [
            ("snapshot", .text("@\(id)")), ("segment", .text(segment)), ("expression", .text(expression)),
            ("contacts", .number(contacts)), ("actor", .text(actor)), ("taken_at", PrintedValue(takenAt)),
        ]
    }
}

extension Store.Differing {
    fileprivate var record: [(String, PrintedValue)] {
        [
            ("change", .text(change)), ("contact_id", .text(contact.description)), ("email", PrintedValue(address)),
            ("name", PrintedValue(name)),
        ]
    }
}
