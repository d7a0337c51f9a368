/// Memory for the cells of one record after the other, for readers that make their cells.
final class RecordBuffer {
    private var bytes: [UInt8] = []
    private var spans: [Range<Int>]
    /// The current record's own copy, which does not move while the record is looked at.
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity = 4096
    private let published: UnsafeMutablePointer<Range<Int>>
    private let limit: Int

    /// A buffer for records of `columns` cells, or up to `limit` where records have cells of their own.
    init(columns: Int, limit: Int? = nil) {
        self.limit = max(columns, limit ?? columns)
        spans = [Range<Int>](repeating: 0..<0, count: columns)
        base = .allocate(capacity: capacity)
        published = .allocate(capacity: max(self.limit, 1))
        published.initialize(repeating: 0..<0, count: max(self.limit, 1))
    }

    deinit {
        base.deallocate()
        published.deallocate()
    }

    /// Begins a record of `columns` empty cells.
    func begin(columns: Int) {
        bytes.removeAll(keepingCapacity: true)
        spans.removeAll(keepingCapacity: true)
        spans.append(contentsOf: repeatElement(0..<0, count: min(columns, limit)))
    }

    /// Puts a cell into its place; a later one for the same place wins. Cells between are empty.
    func set(_ index: Int, _ cell: UnsafeBufferPointer<UInt8>) {
        guard index < limit else { return }
        while spans.count <= index { spans.append(0..<0) }
        let start = bytes.count
        bytes.append(contentsOf: cell)
        spans[index] = start..<bytes.count
    }

    /// The record as it stands, valid until the next `record` call.
    func record(line: Int, defect: RecordDefect?) -> Record {
        if bytes.count > capacity {
            base.deallocate()
            capacity = bytes.count * 2
            base = .allocate(capacity: capacity)
        }
        bytes.withUnsafeBufferPointer { bytes in
            if let start = bytes.baseAddress { base.initialize(from: start, count: bytes.count) }
        }
        spans.withUnsafeBufferPointer { spans in
            if let start = spans.baseAddress { published.update(from: start, count: spans.count) }
        }
        return Record(line: line, base: base, spans: published, fieldCount: spans.count, defect: defect)
    }
}
