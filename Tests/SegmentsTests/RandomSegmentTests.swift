import SQL
import TestSupport
import Testing

@testable import Segments

@Suite struct RandomSegmentTests {
    @Test(arguments: 0..<UInt64(500))
    func `printed and read again, an expression is the same`(seed: UInt64) throws {
        var random = RandomSegments(seed: seed)
        let text = random.spelling(of: random.condition())
        let segment = try Segment(parsing: text)
        let again = try Segment(parsing: segment.description)
        #expect(again.description == segment.description)
        #expect(!again.mixesOperators)

        let (first, second) = (try predicate(of: segment), try predicate(of: again))
        #expect(first.text == second.text)
        #expect(first.binds == second.binds)
    }

    @Test(arguments: 0..<UInt64(2000))
    func `whatever is typed is read or refused inside the text`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let pieces = [
            "a", "plan", "email", "AND", "OR", "NOT", "-", "(", ")", "\"", "'", "\\", "*", ".", ",", ":", "=", "!=",
            "<", "~",
            " ", " ", "now", "today", "-30d", "null", "5", "会員", "2026-01-01T", "month(", "\u{0}", "\u{3000}", "＝",
            "e\u{301}",
        ]
        let text = (0..<Int.random(in: 0...20, using: &random)).map { _ in random.pick(pieces) }.joined()
        do throws(SegmentError) {
            let segment = try Segment(parsing: text)
            #expect(try Segment(parsing: segment.description).description == segment.description)
            _ = try segment.check(against: .sample, now: RandomSegments.now)
        } catch {
            let length = text.unicodeScalars.count
            #expect(error.range.lowerBound <= length && error.range.upperBound <= length)
            #expect(!error.rendered.isEmpty)
        }
    }

    private func predicate(of segment: Segment) throws -> (text: String, binds: [Bind]) {
        try segment.check(
            against: SegmentAgreement(contacts: 1, seed: 1).catalog, at: SegmentClock(now: RandomSegments.now)
        )
        .predicate.rendered
    }
}
