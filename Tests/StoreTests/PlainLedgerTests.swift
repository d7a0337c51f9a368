import Consent
import TestSupport
import Testing

/// The laws of consent, asked of the rules in plain words: a hundred thousand histories without a database. That the
/// database follows these rules is what `HistoryPropertyTests` and `OfficeHistoryTests` ask.
@Suite struct PlainLedgerTests {
    private static let lists: [Int32] = [1, 2, 3]
    private static let marketing: Set<Int32> = [1, 2]

    @Test(
        "whose last word was no is never sendable, and who has a yes or a ground and no bar is",
        arguments: 0..<20 as Range<UInt64>)
    func laws(stretch: UInt64) {
        for seed in stretch * 5_000..<(stretch + 1) * 5_000 {
            var random = SplitMix(seed: seed)
            var history = RandomHistory(seed: seed, lists: Self.lists)
            let lines = history.lines(14)
            let (person, list) = (random.pick(lines).contact, random.pick(Self.lists))
            let time = random.pick(RandomHistory.moments)
            let ledger = PlainLedger(lines: lines, marketing: Self.marketing)
            let standing = ledger.standing(of: person, on: list, at: time)
            let own = ledger.standingLines(of: person)
            let words = own.filter { line in
                line.kind == "opted_in" && line.list == list
                    || line.kind == "opted_out"
                        && (line.list == list || line.list == 0 && Self.marketing.contains(list))
            }
            if let last = words.map(\.at).max(), words.contains(where: { $0.at == last && $0.kind == "opted_out" }) {
                #expect(standing.status == "opted_out" && standing.reason != "subscribed", "seed \(seed)")
            } else if words.contains(where: { $0.kind == "opted_in" }),
                !own.contains(where: { ["suppressed", "moved", "paused"].contains($0.kind) })
            {
                #expect(standing.reason == "subscribed", "seed \(seed)")
            }
            let told = PlainLedger(lines: (lines + lines.suffix(5)).shuffled(using: &random), marketing: Self.marketing)
            #expect(told.standing(of: person, on: list, at: time) == standing, "seed \(seed)")
        }
    }
}
