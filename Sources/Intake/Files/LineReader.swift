/// The lines of a text, each without its line break (LF or CRLF), in flat memory.
struct LineReader: ~Copyable {
    private var window: ReadWindow
    private let limit: Int
    private let cutsLongLines: Bool
    private var isInLongLine = false
    /// The number of the line that was read last, from 1.
    private(set) var line = 0

    /// - Parameters:
    ///   - limit: bytes of a line.
    ///   - cutsLongLines: a longer line is cut to that; otherwise it refuses the file.
    init(
        _ source: any ByteSource, limit: Int = 1_048_576, cutsLongLines: Bool = false, chunk: Int = 64 * 1024
    ) throws(IntakeError) {
        var window = ReadWindow(source, capacity: chunk)
        while window.count < 3, !window.isLast { try window.extend() }
        if UnsafeBufferPointer(start: window.base, count: window.count).starts(with: [0xEF, 0xBB, 0xBF]) {
            window.consume(to: 3)
        }
        self.window = window
        self.limit = limit
        self.cutsLongLines = cutsLongLines
    }

    /// The next line, valid until the next call; nil at the end.
    ///
    /// - Throws: `recordTooLarge`, or what the source throws.
    mutating func next() throws(IntakeError) -> UnsafeBufferPointer<UInt8>? {
        if isInLongLine { try skipRestOfLine() }
        var searched = 0
        while true {
            let start = window.base + window.start
            let available = min(window.count, limit + 1)
            var position = searched
            while position < available, start[position] != 0x0A { position += 1 }
            if position < available {
                line += 1
                window.consume(to: window.start + position + 1)
                return Self.withoutReturn(UnsafeBufferPointer(start: start, count: position))
            }
            if available > limit {
                line += 1
                guard cutsLongLines else { throw .recordTooLarge(line: line, limit: limit, quoteOpenedOn: nil) }
                window.consume(to: window.start + limit)
                isInLongLine = true
                return UnsafeBufferPointer(start: start, count: limit)
            }
            if window.isLast {
                guard available > 0 else { return nil }
                line += 1
                window.consume(to: window.start + available)
                return Self.withoutReturn(UnsafeBufferPointer(start: start, count: available))
            }
            searched = position
            try window.extend()
        }
    }

    private mutating func skipRestOfLine() throws(IntakeError) {
        isInLongLine = false
        while true {
            for position in window.start..<window.end where window.base[position] == 0x0A {
                return window.consume(to: position + 1)
            }
            window.consume(to: window.end)
            if window.isLast { return }
            try window.extend()
        }
    }

    private static func withoutReturn(_ line: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        line.last == 0x0D ? UnsafeBufferPointer(rebasing: line.dropLast()) : line
    }
}
