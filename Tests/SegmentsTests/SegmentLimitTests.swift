import Testing

@testable import Segments

@Suite struct SegmentLimitTests {
    @Test func `ten thousand parentheses are an error, not a crash`() {
        let text = String(repeating: "(", count: 10_000) + "a" + String(repeating: ")", count: 10_000)
        #expect(error(of: text)?.position == 64)
        #expect(error(of: String(repeating: "(", count: 10_000))?.message.contains("deeper than 64") == true)
        #expect(error(of: String(repeating: "f(", count: 10_000))?.position == 129)
        #expect(error(of: String(repeating: "a=(", count: 10_000))?.message.contains("deeper") == true)
        #expect(error(of: String(repeating: "-(", count: 10_000))?.message.contains("deeper") == true)
    }

    @Test func `sixty-four parentheses are read`() throws {
        let text = String(repeating: "(", count: 64) + "a" + String(repeating: ")", count: 64)
        #expect(try Segment(parsing: text).description == "a")
    }

    @Test func `a thousand comparisons are read, one more is not`() throws {
        let thousand = Array(repeating: "a=1", count: 1000).joined(separator: " OR ")
        _ = try Segment(parsing: thousand)
        #expect(error(of: thousand + " OR a=2")?.position == thousand.unicodeScalars.count + 4)
    }

    @Test func `a text longer than 64 KiB is refused`() throws {
        let longest = "a = \"" + String(repeating: "x", count: 65_536 - 6) + "\""
        _ = try Segment(parsing: longest)
        #expect(error(of: longest + " ")?.position == 0)
    }

    private func error(of text: String) -> SegmentError? {
        do {
            _ = try Segment(parsing: text)
            return nil
        } catch {
            return error
        }
    }
}
