/// The stretch of a source that is in memory: what was read and is not yet consumed.
///
/// Memory is one buffer. It grows only when a caller extends a window that fills it, so whoever extends sets the bound.
struct ReadWindow: ~Copyable {
    /// Bytes that may be loaded behind `end`, so that a word can be read at any position of the window.
    static let padding = MemoryLayout<UInt64>.size

    private var source: any ByteSource
    private var capacity: Int
    /// The buffer; the window is `start..<end` of it. Moves when the window is extended.
    private(set) var base: UnsafeMutablePointer<UInt8>
    private(set) var start = 0
    private(set) var end = 0
    /// Nothing follows behind `end`.
    private(set) var isLast = false

    /// An empty window before `source`, with a buffer of `capacity` bytes.
    init(_ source: any ByteSource, capacity: Int) {
        precondition(capacity > 0)
        self.source = source
        self.capacity = capacity
        base = .allocate(capacity: capacity + Self.padding)
        base.initialize(repeating: 0, count: capacity + Self.padding)
    }

    deinit {
        base.deallocate()
    }

    var count: Int { end - start }

    /// Lets go of everything before `position`.
    mutating func consume(to position: Int) {
        start = position
    }

    /// Moves the window to the front of the buffer, twice as large if the window fills it, and reads until the buffer
    /// is full or the source ends. Positions count from the new `start`, 0.
    mutating func extend() throws(IntakeError) {
        if start == 0 && end == capacity {
            grow()
        } else if start > 0 {
            base.update(from: base + start, count: count)
            end -= start
            start = 0
        }
        let read = try source.fill(UnsafeMutableRawBufferPointer(start: base + end, count: capacity - end))
        end += read
        isLast = end < capacity
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2 + Self.padding)
        larger.initialize(repeating: 0, count: capacity * 2 + Self.padding)
        larger.update(from: base, count: end)
        base.deallocate()
        base = larger
        capacity *= 2
    }
}
