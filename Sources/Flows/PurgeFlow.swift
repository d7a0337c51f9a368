package import Store

/// A purge: a plan, and then its steps, each of which is whole. One that was broken off is continued by the next purge.
package struct PurgeFlow {
    private let store: Store
    private let actor: String
    /// How many people one step takes: opt-outs wait that long.
    private static let peopleInAStep = 2000

    package init(store: Store, actor: String) {
        self.store = store
        self.actor = actor
    }

    private struct RolledBack: Error {}

    /// What a purge would take now. Nothing changes.
    package func plan(keepingYears years: Int) throws -> [PurgePart] {
        var parts: [PurgePart] = []
        do {
            try store.transaction {
                parts = try begin(keepingYears: years, isDry: true).parts
                throw RolledBack()
            }
        } catch is RolledBack {}
        return parts
    }

    /// Takes out what the plan says. `progress` hears how many people have gone.
    package func run(
        keepingYears years: Int, progress: (Int) -> Void
    ) throws -> (run: Int64, parts: [PurgePart], counts: PurgeCounts) {
        let (run, parts) = try store.transaction { try begin(keepingYears: years, isDry: false) }
        var counts = PurgeCounts()
        // Also of a purge that others got in the way of it is kept what it took.
        defer { try? store.finishRun(run, counts: counts.named) }
        while let step = try step(run) {
            counts = counts + step
            progress(counts.people)
        }
        return (run, parts, counts)
    }

    private func begin(keepingYears years: Int, isDry: Bool) throws -> (run: Int64, parts: [PurgePart]) {
        try store.allowLongStatements()
        let run = try store.beginPurge(actor: actor, isDry: isDry)
        return (run, try store.planPurge(run, keepingYears: years))
    }

    private func step(_ run: Int64) throws -> PurgeCounts? {
        try store.transaction {
            try store.allowLongStatements()
            return try store.applyPurge(run, people: Self.peopleInAStep)
        }
    }
}

extension PurgeCounts {
    /// As they are kept with the run and printed.
    package var named: [(name: String, count: Int)] {
        [
            ("people", people), ("contacts", contacts), ("lines", lines), ("evidence", evidence), ("spared", spared),
        ]
    }
}
