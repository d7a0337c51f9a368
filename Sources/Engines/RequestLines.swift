/// Requests to an engine, one JSON document a line, each within the engine's limits.
struct RequestLines: Sendable {
    private let head: [UInt8]
    private let tail: [UInt8]
    private let largestCount: Int
    private let largestSize: Int
    private var count = 0
    private var size = 0

    /// - Parameters:
    ///   - head: what stands before the people of a request, up to the bracket that opens their list.
    ///   - tail: what stands behind them.
    ///   - people: how many may stand in one request.
    ///   - bytes: how long one may be. A person who is longer alone gets a request of their own.
    init(head: String, tail: String, people: Int, bytes: Int) {
        self.head = Array(head.utf8)
        self.tail = Array((tail + "\n").utf8)
        largestCount = people
        largestSize = bytes
    }

    /// Appends one person to the current request, or to a new one if it is full.
    mutating func append(_ entry: [UInt8], to output: inout [UInt8]) {
        if count == largestCount || (count > 0 && size + entry.count + tail.count > largestSize) { end(&output) }
        if count == 0 {
            output += head
            size = head.count
        } else {
            output.append(UInt8(ascii: ","))
        }
        output += entry
        size += entry.count + 1
        count += 1
    }

    /// Ends the current request, if there is one.
    mutating func end(_ output: inout [UInt8]) {
        guard count > 0 else { return }
        output += tail
        count = 0
    }
}
