/// Finds the end and the fields of one record. Knows nothing of reading: when the bytes at hand end before the record
/// does, the caller fetches more and scans the record again from its start.
struct CSVScanner {
    enum Outcome {
        /// The record ends at `end`, where its line break stands, or the end of the file. `lineBreaks` are those inside
        /// its quoted fields.
        case record(end: Int, lineBreaks: Int)
        /// The record is longer than the bytes at hand; `openQuote` is the quoted field that they end in, if they do.
        case incomplete(openQuote: OpenQuote?)
        case tooManyFields
    }

    /// A quoted field without its closing quote.
    struct OpenQuote {
        /// Line breaks between the beginning of the record and that of the field.
        let lineBreaksBefore: Int
        /// From 1.
        let column: Int
    }

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    let delimiter: UInt8
    private(set) var defect: RecordDefect?
    private var lineBreaks = 0

    init(delimiter: UInt8) {
        self.delimiter = delimiter
    }

    /// Scans the record that begins at `start`, where there is a byte, and puts its fields into `spans`.
    mutating func scan(
        _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, isLast: Bool, into spans: inout FieldSpans
    ) -> Outcome {
        defect = nil
        lineBreaks = 0
        spans.removeAll()
        var cursor = MarkCursor(bytes, from: start, to: end, delimiter: delimiter)
        var fieldStart = start
        while true {
            var stop = cursor.next()
            var field = (start: fieldStart, end: stop)
            if stop == fieldStart, stop < end, bytes[stop] == Self.quote {
                let lineBreaksBefore = lineBreaks
                guard let close = closingQuote(bytes, to: end, isLast: isLast, &cursor, &spans) else {
                    return .incomplete(
                        openQuote: OpenQuote(lineBreaksBefore: lineBreaksBefore, column: spans.count + 1))
                }
                stop = cursor.next()
                field = quotedField(bytes, from: fieldStart, closedAt: close, to: end, &stop, &cursor, spans.count)
            } else {
                // A quote inside a field that began without one is text.
                while stop < end, bytes[stop] == Self.quote { stop = cursor.next() }
                field.end = stop
            }
            if stop >= end {
                if !isLast { return .incomplete(openQuote: nil) }
                return spans.append(field.start, min(field.end, end))
                    ? .record(end: end, lineBreaks: lineBreaks) : .tooManyFields
            }
            if !spans.append(field.start, field.end) { return .tooManyFields }
            if bytes[stop] != delimiter { return .record(end: stop, lineBreaks: lineBreaks) }
            fieldStart = stop + 1
        }
    }

    /// The quote that closes the field whose opening quote the cursor has just passed; nil if the bytes end before it
    /// is certain.
    private mutating func closingQuote(
        _ bytes: UnsafePointer<UInt8>, to end: Int, isLast: Bool, _ cursor: inout MarkCursor, _ spans: inout FieldSpans
    ) -> Int? {
        var isDoubled = false
        while true {
            let position = cursor.next()
            if position >= end { return nil }
            switch bytes[position] {
            case Self.quote:
                if position + 1 == end, !isLast { return nil }
                if position + 1 == end || bytes[position + 1] != Self.quote {
                    if isDoubled { spans.markNextAsDoubled() }
                    return position
                }
                isDoubled = true
                _ = cursor.next()
            case Self.lineFeed:
                if bytes[position - 1] != Self.carriageReturn { lineBreaks += 1 }
            case Self.carriageReturn:
                lineBreaks += 1
            default:
                break
            }
        }
    }

    /// The bounds of a quoted field, and in `stop` the mark behind it. Spaces behind the closing quote are passed
    /// over; text there makes the record defective, and the field is then taken as it stands, quotes and all.
    private mutating func quotedField(
        _ bytes: UnsafePointer<UInt8>, from open: Int, closedAt close: Int, to end: Int, _ stop: inout Int,
        _ cursor: inout MarkCursor, _ index: Int
    ) -> (start: Int, end: Int) {
        if stop == close + 1 { return (open + 1, close) }
        var isClean = true
        while stop < end, bytes[stop] == Self.quote {
            isClean = false
            stop = cursor.next()
        }
        stop = min(stop, end)
        for position in (close + 1)..<stop where bytes[position] != UInt8(ascii: " ") { isClean = false }
        if isClean { return (open + 1, close) }
        defect = defect ?? .textAfterClosingQuote(column: index + 1)
        return (open, stop)
    }
}
