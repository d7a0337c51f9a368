/// One JSON object a line (JSON Lines, NDJSON).
struct JSONLinesFormat: FileFormat {
    let name = "jsonl"
    let content = FormatContent.text

    func recognises(_ head: FileHead) -> Bool {
        head.bytes.first { $0 != 0x20 && !(0x09...0x0D ~= $0) } == UInt8(ascii: "{")
    }

    func open(_ file: FormatInput) throws(IntakeError) -> any RecordReader {
        try MemberRecords { () throws(IntakeError) in try JSONLines(file.text()) }
    }
}

/// The objects of a file, one a line. Lines of white space are passed over.
private final class JSONLines: MemberSource {
    private var lines: LineReader
    private let decoder: CellDecoder

    init(_ source: any ByteSource) throws(IntakeError) {
        lines = try LineReader(source)
        decoder = try CellDecoder(.utf8)
    }

    func next(into members: inout Members) throws(IntakeError) -> Bool {
        while let text = try lines.next() {
            if text.allSatisfy({ $0 == 0x20 || 0x09...0x0D ~= $0 }) { continue }
            members.begin(line: lines.line)
            var ignored: [UInt8] = []
            let decoded = decoder.decodePrefix(text, into: &ignored)
            members.defect =
                decoded < text.count ? .undecodable(byte: decoded + 1) : JSONMembers.read(text, into: &members)
            if members.defect != nil { members.removeAll() }
            return true
        }
        return false
    }
}
