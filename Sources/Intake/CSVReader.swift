/// Reads the records of a CSV file one after the other, in flat memory (RFC 4180; E1).
///
/// A record ends with CRLF, LF or CR, the last one also with the file. Empty lines and a byte order mark at the beginning
/// are skipped. A quote inside a field that began without one is text, and spaces behind a closing quote are ignored.
/// A record may have any number of fields: comparing `fieldCount` with the header's is the caller's part.
///
///     var reader = CSVReader(source)
///     while try reader.next() {
///         if let defect = reader.defect { … }
///         for field in 0..<reader.fieldCount { use(reader[field]) }
///     }
package struct CSVReader: ~Copyable {
    /// Bounds on one record; beyond them the file is refused.
    package struct Limits: Sendable {
        /// Bytes, line breaks and quotes included.
        package var recordBytes = 1_048_576
        package var columns = 10_000

        package init() {}
    }

    private var window: ReadWindow
    private var spans: FieldSpans
    private var scanner: CSVScanner
    private let limits: Limits
    /// The line of the byte at the front of the window.
    private var nextLine = 1
    /// The last byte consumed was a CR: an LF that follows belongs to it.
    private var isAfterCarriageReturn = false

    /// The line on which the current record began, from 1; 0 before the first.
    package private(set) var line = 0

    /// A reader in front of the first record of `source`, whose text is UTF-8, CP932 or EUC-JP.
    ///
    /// - Parameters:
    ///   - delimiter: the byte between fields; nil finds it in the first line (`DelimiterFinder`).
    ///   - chunk: bytes read at once.
    /// - Throws: what the source throws.
    package init(
        _ source: any ByteSource, delimiter: UInt8? = nil, limits: Limits = Limits(), chunk: Int = 256 * 1024
    ) throws(IntakeError) {
        var window = ReadWindow(source, capacity: chunk)
        while window.count < 3, !window.isLast { try window.extend() }
        let bytes = UnsafeBufferPointer(start: window.base, count: window.count)
        let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        window.consume(to: mark)
        let head = UnsafeBufferPointer(rebasing: bytes[mark...])
        scanner = CSVScanner(delimiter: delimiter ?? DelimiterFinder.delimiter(ofLineIn: head))
        self.window = window
        self.limits = limits
        spans = FieldSpans(limit: limits.columns)
    }

    /// The byte between fields.
    package var delimiter: UInt8 { scanner.delimiter }

    /// Fields of the current record, at least 1.
    package var fieldCount: Int { spans.count }

    /// What is wrong with the form of the current record, or nil.
    package var defect: RecordDefect? { scanner.defect }

    /// The bytes of a field of the current record, without its quotes, valid until the next call of `next`.
    package subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
        let span = spans[index]
        return UnsafeBufferPointer(start: window.base + span.lowerBound, count: span.upperBound - span.lowerBound)
    }

    /// The current record as every format's reader hands it out, valid until the next call of `next`.
    package var record: Record {
        Record(line: line, base: window.base, spans: spans.pointer, fieldCount: spans.count, defect: defect)
    }

    /// Goes on to the next record and hands it out, valid until the next call; nil at the end of the file.
    ///
    /// - Throws: as `next`.
    mutating func nextRecord() throws(IntakeError) -> Record? {
        try next() ? record : nil
    }

    /// Goes on to the next record; false at the end of the file.
    ///
    /// - Throws: `unclosedQuote`, `recordTooLarge`, `tooManyColumns`, or what the source throws. The reader is of no
    ///   more use then.
    package mutating func next() throws(IntakeError) -> Bool {
        guard try skipLineBreaks() else { return false }
        line = nextLine
        while true {
            // A record within the limit shows its end in one byte more: what is refused, and why, depends on no chunk.
            let isBeyondLimit = window.count > limits.recordBytes
            let end = isBeyondLimit ? window.start + limits.recordBytes + 1 : window.end
            let isLast = window.isLast && !isBeyondLimit
            switch scanner.scan(window.base, from: window.start, to: end, isLast: isLast, into: &spans) {
            case .record(let end, let lineBreaks):
                spans.halveQuotes(in: window.base)
                nextLine += lineBreaks
                isAfterCarriageReturn = false
                window.consume(to: end)
                return true
            case .incomplete(let openQuote):
                if isBeyondLimit { throw recordTooLarge(openQuote) }
                if isLast, let openQuote {
                    throw .unclosedQuote(line: line + openQuote.lineBreaksBefore, column: openQuote.column)
                }
                try window.extend()
            case .tooManyFields:
                throw .tooManyColumns(line: line, limit: limits.columns)
            }
        }
    }

    /// Passes the line break behind the last record and any empty lines; false at the end of the file.
    private mutating func skipLineBreaks() throws(IntakeError) -> Bool {
        while true {
            var position = window.start
            while position < window.end {
                switch window.base[position] {
                case UInt8(ascii: "\n"):
                    if !isAfterCarriageReturn { nextLine += 1 }
                    isAfterCarriageReturn = false
                case UInt8(ascii: "\r"):
                    nextLine += 1
                    isAfterCarriageReturn = true
                default:
                    window.consume(to: position)
                    return true
                }
                position += 1
            }
            window.consume(to: position)
            if window.isLast { return false }
            try window.extend()
        }
    }

    private func recordTooLarge(_ openQuote: CSVScanner.OpenQuote?) -> IntakeError {
        .recordTooLarge(
            line: line, limit: limits.recordBytes, quoteOpenedOn: openQuote.map { line + $0.lineBreaksBefore })
    }
}
