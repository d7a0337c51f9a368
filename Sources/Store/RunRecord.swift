package import Consent

/// A run as it is kept: what it was told, what it did, and whether it still stands.
package struct RunRecord: Sendable {
    package let id: Int64
    /// `import`, `sync`, `undo`, …
    package let kind: String
    /// `contacts`, `opt-out`, `opt-in`; `void` of an undo.
    package let mode: String
    /// Slug of the list.
    package let list: String?
    package let source: String?
    package let actor: String
    package let basis: String?
    package let obtainedAt: Instant?
    package let file: String?
    /// Lower-case hexadecimal.
    package let fileSHA256: String?
    package let fileBytes: Int64?
    package let inputFormat: String?
    package let encoding: String?
    /// A JSON object: field, column.
    package let mapping: String?
    /// A JSON object: name, number.
    package let counts: String?
    /// Why it took another run back.
    package let reason: String?
    /// The run that it took back.
    package let undoes: Int64?
    /// The run that took this one back.
    package let undoneBy: Int64?
    package let startedAt: Instant
    package let finishedAt: Instant?

    /// One of its counts, such as `added`.
    package func count(_ name: String) -> Int? {
        // A flat object of numbers, as PostgreSQL prints it.
        counts?.dropFirst().dropLast().split(separator: ", ").first { $0.hasPrefix("\"\(name)\": ") }
            .flatMap { Int($0.dropFirst(name.utf8.count + 4)) }
    }

    /// Whether it is of the kinds that can be taken back.
    package var bringsRows: Bool { kind == "import" || kind == "sync" }
}

/// What taking a run back came to.
package struct UndoneRun: Sendable, Equatable {
    /// The number of the undo, which is a run too.
    package let run: Int64
    /// People whose subscriptions were folded anew without the run's lines.
    package let people: Int
    /// Contacts that got back what the run overwrote, or lost what it alone said of them.
    package let restored: Int
    /// Contacts that the run had added and nobody else speaks of.
    package let contactsRemoved: Int

    /// As they are kept with the undo and printed.
    package var counts: [(name: String, count: Int)] {
        [("people", people), ("restored", restored), ("contacts_removed", contactsRemoved)]
    }
}
