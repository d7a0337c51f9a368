/// One record of a file: its cells, and where it stands. Valid until its reader goes on to the next one.
///
/// A plain view of its reader's memory, the same for every format: asking for a cell costs no dynamic call.
package struct Record {
    /// Where the record stands, from 1, in what its format counts: lines, rows or addresses. Rises from record to record.
    package let line: Int
    /// Cells, those that the header has and any more.
    package let fieldCount: Int
    /// What is wrong with the form of the record, or nil.
    package let defect: RecordDefect?
    private let base: UnsafePointer<UInt8>
    private let spans: UnsafePointer<Range<Int>>

    /// A record whose cells are the stretches `spans` of the bytes at `base`.
    init(
        line: Int, base: UnsafePointer<UInt8>, spans: UnsafePointer<Range<Int>>, fieldCount: Int, defect: RecordDefect?
    ) {
        self.line = line
        self.base = base
        self.spans = spans
        self.fieldCount = fieldCount
        self.defect = defect
    }

    /// The bytes of a cell, in the encoding of the reader.
    package subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
        precondition(index >= 0 && index < fieldCount, "no such field")
        let span = spans[index]
        return UnsafeBufferPointer(start: base + span.lowerBound, count: span.upperBound - span.lowerBound)
    }

    /// No cell holds a byte: a row of nothing but delimiters, as spreadsheets leave behind.
    package var isBlank: Bool {
        for index in 0..<fieldCount where !spans[index].isEmpty { return false }
        return true
    }
}
