package import Consent

/// A random history of a few people on a few lists, full of equal instants; the same for the same seed.
package struct RandomHistory {
    package static let people = (1...4).map { person(UInt64($0)) }
    /// Who only moves: what is said at a linked address would breed lines that depend on the order.
    package static let movers = (11...13).map { person(UInt64($0)) }
    /// The moments at which somebody may ask.
    package static let moments = [0, 2, 4, 6, 8, 10, 100, 700_000].map(at)

    /// A contact id by number.
    package static func person(_ number: UInt64) -> ContactID {
        ContactID(high: number &* 0x9E37_79B9_7F4A_7C15, low: number).asVersion8
    }

    /// A moment of a quiet day in the past, `second` seconds after its start.
    package static func at(_ second: Int64) -> Instant {
        Instant(seconds: 1_735_689_600 + second)
    }

    private var random: SplitMix
    private let lists: [Int32]

    package init(seed: UInt64, lists: [Int32]) {
        random = SplitMix(seed: seed)
        self.lists = lists
    }

    package mutating func lines(_ count: Int) -> [RawLine] {
        var lines: [RawLine] = []
        for number in 0..<count {
            lines.append(line(number, after: lines))
        }
        return lines
    }

    /// The lines in any order, in batches of any size, some of them more than once.
    package mutating func batches(of lines: [RawLine]) -> [[RawLine]] {
        let repeated = lines.filter { _ in random.chance(1, outOf: 3) }
        var rest = (lines + repeated).shuffled(using: &random)[...]
        var batches: [[RawLine]] = []
        while !rest.isEmpty {
            let size = Int.random(in: 1...12, using: &random)
            batches.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return batches
    }

    private mutating func line(_ number: Int, after earlier: [RawLine]) -> RawLine {
        let event = ContactID(high: random.next(), low: UInt64(number))
        if random.chance(1, outOf: 10) {
            var move = RawLine(contact: random.pick(Self.movers), event: event, kind: "moved", at: instant())
            move.method = random.pick(["moved_to", "moved_from"])
            move.linked = random.pick(Self.movers)
            return move
        }
        var line = RawLine(contact: random.pick(Self.people), event: event, kind: kind(), at: instant())
        if random.chance(1, outOf: 3) { line.run = Int64.random(in: 1...3, using: &random) }
        switch line.kind {
        case "opted_out":
            line.list = random.pick(lists + [0])
            line.method = random.pick(["one_click", "one_click", "page", "complaint", "erasure"])
        case "paused":
            line.list = random.pick(lists + [0])
            line.pausedUntil = instant()
        case "suppressed", "released":
            line.basis = random.pick(["bounced", "manual"])
        case "asserted":
            line.list = random.pick(lists)
            line.source = Int32.random(in: 1...2, using: &random)
            line.basis = random.pick(["consent", "transaction"])
            line.obtainedAt = random.chance(3, outOf: 4) ? instant() : nil
            line.expiresAt = random.chance(1, outOf: 2) ? instant() : nil
        case "removed":
            line.list = random.pick(lists)
            line.source = Int32.random(in: 1...2, using: &random)
        case "voided":
            line.run = nil
            let own = earlier.filter { $0.contact == line.contact && $0.kind != "voided" }
            if random.chance(1, outOf: 3) || own.isEmpty {
                line.voidsRun = Int64.random(in: 1...3, using: &random)
            } else {
                line.voidsEvent = random.pick(own).event
            }
        default:
            line.list = random.pick(lists)
        }
        return line
    }

    private mutating func kind() -> String {
        random.pick([
            "requested", "asserted", "asserted", "asserted", "opted_in", "opted_in", "removed", "opted_out", "paused",
            "suppressed", "released", "voided",
        ])
    }

    private mutating func instant() -> Instant {
        Self.at(Int64.random(in: 0...10, using: &random))
    }
}
