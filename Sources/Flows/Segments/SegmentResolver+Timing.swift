import Segments

extension SegmentResolver {
    /// How long parsing and checking an expression take, in microseconds: the first time in this process, and the median
    /// of a thousand times. The names that the database knows are read before.
    package func timing(of expression: String) throws -> (first: Int, median: Int) {
        let catalog = try catalog(for: expression)
        let clock = clock
        var nanoseconds: [Int64] = []
        for _ in 0...1000 {
            let began = ContinuousClock.now
            _ = try Self.reading { () throws(SegmentError) in
                try Segment(parsing: expression).check(against: catalog, at: clock)
            }
            let (seconds, attoseconds) = (ContinuousClock.now - began).components
            nanoseconds.append(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        }
        let first = nanoseconds.removeFirst()
        return (Int(first / 1000), Int(nanoseconds.sorted()[500] / 1000))
    }
}
