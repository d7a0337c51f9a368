/// Where the fields of the current record stand in its window. One store serves all records of a file.
struct FieldSpans: ~Copyable {
    /// Fields of one record at most.
    let limit: Int
    private(set) var count = 0
    private let spans: UnsafeMutablePointer<Range<Int>>
    /// The fields whose doubled quotes are not yet halved.
    private var doubled: [Int] = []

    init(limit: Int) {
        self.limit = limit
        spans = .allocate(capacity: limit)
    }

    deinit {
        spans.deallocate()
    }

    @inline(__always)
    subscript(index: Int) -> Range<Int> {
        precondition(index >= 0 && index < count, "no such field")
        return spans[index]
    }

    /// The spans of the fields, valid until a field is added.
    @inline(__always)
    var pointer: UnsafePointer<Range<Int>> { UnsafePointer(spans) }

    /// Adds a field; false if there are `limit` of them already.
    @inline(__always)
    mutating func append(_ start: Int, _ end: Int) -> Bool {
        if count == limit { return false }
        (spans + count).initialize(to: Range(uncheckedBounds: (start, end)))
        count += 1
        return true
    }

    /// Notes that the field to be appended next holds doubled quotes.
    mutating func markNextAsDoubled() {
        doubled.append(count)
    }

    @inline(__always)
    mutating func removeAll() {
        count = 0
        if !doubled.isEmpty { doubled.removeAll(keepingCapacity: true) }
    }

    /// Makes one quote of each doubled one, in place.
    @inline(__always)
    mutating func halveQuotes(in bytes: UnsafeMutablePointer<UInt8>) {
        if doubled.isEmpty { return }
        for field in doubled { halveQuotes(of: field, in: bytes) }
        doubled.removeAll(keepingCapacity: true)
    }

    private mutating func halveQuotes(of field: Int, in bytes: UnsafeMutablePointer<UInt8>) {
        let span = spans[field]
        var written = span.lowerBound
        var read = span.lowerBound
        while read < span.upperBound {
            bytes[written] = bytes[read]
            read += bytes[read] == UInt8(ascii: "\"") ? 2 : 1
            written += 1
        }
        spans[field] = span.lowerBound..<written
    }
}
