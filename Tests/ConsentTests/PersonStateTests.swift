import Consent
import TestSupport
import Testing

/// The rules of design idea 3 without a database, over a hundred thousand random histories, against an oracle that was
/// written apart from the fold. That the database folds alike is what `HistoryPropertyTests` asks.
@Suite struct PersonStateTests {
    private static let lists: [Int32] = [1, 2, 3]
    private static let marketing: Set<Int32> = [1, 2]
    /// As the law of the installation is where nobody says otherwise: no end, no proof of its own.
    private static let terms = Dictionary(
        uniqueKeysWithValues: ["consent", "transaction"].map {
            ($0, BasisTerms(stands: true, demandsReference: false, lifetime: nil))
        })

    @Test("everybody stands where the rules say, on every list", arguments: 0..<20 as Range<UInt64>)
    func oracle(stretch: UInt64) {
        for seed in stretch * 5_000..<(stretch + 1) * 5_000 {
            var random = SplitMix(seed: seed)
            var history = RandomHistory(seed: seed, lists: Self.lists)
            let lines = history.lines(14)
            let ledger = PlainLedger(lines: lines, marketing: Self.marketing)
            for person in [random.pick(lines).contact, random.pick(lines).contact] {
                let state = Self.state(of: person, in: lines)
                let (list, time) = (random.pick(Self.lists), random.pick(RandomHistory.moments))
                let standing = Self.standing(state, on: list, at: time)
                #expect(
                    ledger.standing(of: person, on: list, at: time)
                        == PlainLedger.Standing(status: standing.status.rawValue, reason: standing.reason.rawValue),
                    "seed \(seed), \(person) on \(list) at \(time)")
            }
        }
    }

    @Test(
        "whose last word was no is never sendable, and who has a yes and no bar is; in any order, told twice or not",
        arguments: 0..<20 as Range<UInt64>)
    func laws(stretch: UInt64) {
        for seed in stretch * 5_000..<(stretch + 1) * 5_000 {
            var random = SplitMix(seed: ~seed)
            var history = RandomHistory(seed: ~seed, lists: Self.lists)
            let lines = history.lines(14)
            let (person, list) = (random.pick(lines).contact, random.pick(Self.lists))
            let time = random.pick(RandomHistory.moments)
            let state = Self.state(of: person, in: lines)
            let standing = Self.standing(state, on: list, at: time)
            let own = PlainLedger(lines: lines, marketing: Self.marketing).standingLines(of: person)
            let words = own.filter { line in
                line.kind == "opted_in" && line.list == list
                    || line.kind == "opted_out"
                        && (line.list == list || line.list == 0 && Self.marketing.contains(list))
            }
            if let last = words.map(\.at).max(), words.contains(where: { $0.at == last && $0.kind == "opted_out" }) {
                #expect(standing.status == .optedOut && standing.reason != .subscribed, "seed \(seed)")
            } else if words.contains(where: { $0.kind == "opted_in" }),
                !own.contains(where: { ["suppressed", "moved", "paused"].contains($0.kind) })
            {
                #expect(standing.reason == .subscribed, "seed \(seed)")
            }
            let retold = (lines + lines.suffix(5)).shuffled(using: &random)
            #expect(Self.state(of: person, in: retold) == state, "seed \(seed)")
        }
    }

    @Test("a no that comes on top ends every permission, whatever was said before it and whoever claims what")
    func noOnTop() {
        for seed in 0..<20_000 as Range<UInt64> {
            var random = SplitMix(seed: seed)
            var history = RandomHistory(seed: seed, lists: Self.lists)
            let person = RandomHistory.people[0]
            var lines = history.lines(14)
            let list = random.pick(Self.lists)
            var no = RawLine(
                contact: person, event: ContactID(high: 9, low: 9), list: list, kind: "opted_out",
                at: RandomHistory.at(11))
            if Self.marketing.contains(list), random.chance(1, outOf: 2) { no.list = 0 }
            lines.insert(no, at: Int.random(in: 0...lines.count, using: &random))
            let standing = Self.standing(Self.state(of: person, in: lines), on: list, at: RandomHistory.at(700_000))
            #expect(standing.status == .optedOut, "seed \(seed)")
        }
    }

    private static func state(of person: ContactID, in lines: [RawLine]) -> PersonState {
        PersonState(folding: lines.filter { $0.contact == person }.map(\.consentEvent))
    }

    private static func standing(_ state: PersonState, on list: Int32, at time: Instant) -> Standing {
        state.standing(
            on: ListID(rawValue: list), of: marketing.contains(list) ? .marketing : .transactional, at: time,
            under: terms)
    }
}
