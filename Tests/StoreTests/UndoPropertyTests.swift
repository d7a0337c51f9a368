import Consent
import Postgres
import SQL
import Store
import TestSupport
import Testing

/// Property: runs and their undoing leave what never having run them leaves. A failing test prints its seed.
@Suite struct UndoPropertyTests {
    @Test("runs taken back leave what never having run them leaves", arguments: 1...30 as ClosedRange<UInt64>)
    func asIfNever(seed: UInt64) throws {
        let (told, never) = (try Desk(), try Desk())
        var random = SplitMix(seed: seed)
        let steps = (0..<14).map { _ in RandomStep(&random) }
        // Of a source its newest run may be taken back, before the last two steps.
        let victims = ["crm", "shop", "web"].shuffled(using: &random).prefix(2).compactMap { source in
            steps.dropLast(2).lastIndex { $0.file?.source == source }
        }
        var runs: [Int: Int64] = [:]
        for (index, step) in steps.enumerated() {
            if index == steps.count - 2 {
                for victim in victims { _ = try told.store.undo(runs[victim]!, actor: "test") }
                try compare(told, never, "seed \(seed), before the last steps")
            }
            runs[index] = try step.take(at: told, index)
            if !victims.contains(index) { _ = try step.take(at: never, index) }
        }
        try compare(told, never, "seed \(seed)")
        #expect(try told.differences() == [], "seed \(seed)")
    }

    private func compare(_ told: Desk, _ never: Desk, _ comment: Comment) throws {
        #expect(try state(told) == state(never), comment)
        let (left, expected) = (try contacts(told), try contacts(never))
        for (person, data) in expected { #expect(left[person] == data, comment) }
        // Whoever has spoken since a run added them stays, and nothing but the address is known of them.
        for (person, data) in left where expected[person] == nil {
            #expect(data.hasSuffix("||{}"), comment)
            #expect(try told.store.history(of: person).contains { !$0.isVoided }, comment)
        }
    }

    private func contacts(_ desk: Desk) throws -> [ContactID: String] {
        let rows = try desk.store.connection.map(
            "SELECT contact_id, lower(address) || '|' || coalesce(name, '') || '|' || attributes AS data FROM contacts"
        ) { row in (try row.get("contact_id", as: ContactID.self), try row.get("data", as: String.self)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// Choices and grounds without the instants of the clock.
    private func state(_ desk: Desk) throws -> String? {
        try desk.store.connection.first(
            """
            SELECT string_agg(r, E'\\n' ORDER BY r) AS state FROM (
                SELECT 'choice' || (contact_id, list_id, opted_in_at, opted_out_at) AS r FROM choices
                 WHERE num_nonnulls(opted_in_at, opted_out_at) > 0
                UNION ALL
                SELECT 'ground' || (contact_id, list_id, s.name, basis, obtained_at) AS r
                  FROM grounds JOIN sources s USING (source_id)) t
            """
        ) { row in try row.optional("state", as: String.self) } ?? nil
    }
}

/// A step of a random history: a file of a source, or what a person said.
private struct RandomStep {
    var file: (source: String, list: Int, rows: [StagedContact], clears: Bool)?
    private var spoken: (person: ContactID, list: Int, isYes: Bool)?

    init(_ random: inout SplitMix) {
        let list = Int.random(in: 0...1, using: &random)
        if random.chance(1, outOf: 4) {
            spoken = (Self.person(&random), list, random.chance(1, outOf: 3))
            return
        }
        let clears = random.chance(1, outOf: 3)
        let rows = (0..<3).map { _ in Self.row(&random, clears: clears) }
        file = (random.pick(["crm", "shop", "web"]), list, rows, clears)
    }

    func take(at desk: Desk, _ index: Int) throws -> Int64? {
        if let spoken {
            let list = [desk.news, desk.events][spoken.list]
            let at = Desk.at(Int64(index))
            _ = spoken.isYes ? try desk.confirm(spoken.person, list, at: at) : try desk.no(spoken.person, list, at: at)
        }
        guard let file else { return nil }
        var imported = ImportedFile.of(file.source, [desk.news, desk.events][file.list], file.rows)
        imported.clearEmpty = file.clears
        return try imported.imported(by: desk.store).run
    }

    private static func person(_ random: inout SplitMix) -> ContactID {
        Desk.person(UInt64.random(in: 1...4, using: &random))
    }

    private static func row(_ random: inout SplitMix, clears: Bool) -> StagedContact {
        let cells = ["a", "b"].compactMap { key -> String? in
            let value = random.pick(["\"1\"", "\"2\"", clears ? "null" : ""])
            return value.isEmpty ? nil : "\"\(key)\": \(value)"
        }
        var row = ImportedFile.row(person(&random), attributes: "{\(cells.joined(separator: ", "))}")
        row.name = random.pick([nil, "甲", "乙", clears ? "" : nil])
        if random.chance(1, outOf: 3) { row.address = row.address.uppercased() }
        return row
    }
}
