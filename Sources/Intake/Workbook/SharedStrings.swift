/// The texts that the cells of a workbook share, by number, on disk: there may be millions.
final class SharedStrings {
    private let texts: PagedFile
    private let ends: PagedFile
    let count: Int
    private var scratch: [UInt8] = []

    /// Reads the part `sharedStrings.xml`; nil stands for a workbook without it.
    init(_ source: (any ByteSource)?) throws(IntakeError) {
        let collector = try SharedStringCollector()
        if let source {
            let reader = try XMLReader(source, part: "sharedStrings.xml", collector)
            collector.reader = reader
            while try reader.read() {}
        }
        try collector.flush()
        count = collector.count
        texts = PagedFile(collector.texts.file)
        ends = PagedFile(collector.ends.file)
    }

    /// Appends the text with this number to `output`; false if there is none.
    func append(_ index: Int, to output: inout [UInt8]) throws(IntakeError) -> Bool {
        guard index >= 0, index < count else { return false }
        scratch.removeAll(keepingCapacity: true)
        try ends.read(at: Int64(index) * 8, count: 16, into: &scratch)
        let (start, end) = scratch.withUnsafeBytes {
            ($0.loadUnaligned(as: Int64.self), $0.loadUnaligned(fromByteOffset: 8, as: Int64.self))
        }
        try texts.read(at: start, count: Int(end - start), into: &output)
        return true
    }
}

private final class SharedStringCollector: XMLHandler {
    var texts: TemporaryFile
    var ends: TemporaryFile
    private(set) var count = 0
    weak var reader: XMLReader?
    private var text = RichText()
    private var textBuffer: [UInt8] = []
    private var endBuffer: [UInt8] = []
    private var end: Int64 = 0

    init() throws(IntakeError) {
        texts = try TemporaryFile()
        ends = try TemporaryFile()
        noteEnd()
    }

    func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) {
        if name.isEqual(to: "si") { text.begin() } else { text.start(name) }
    }

    func end(_ name: UnsafePointer<CChar>) {
        guard name.isEqual(to: "si") else { return text.end(name) }
        let item = text.take()
        textBuffer += item
        end += Int64(item.count)
        count += 1
        noteEnd()
        if textBuffer.count + endBuffer.count > 256 * 1024 {
            do throws(IntakeError) { try flush() } catch { reader?.fail(with: error) }
        }
    }

    func text(_ bytes: UnsafeRawBufferPointer) {
        if !text.append(bytes) { reader?.fail("a text of more than \(RichText.limit) bytes") }
    }

    private func noteEnd() {
        withUnsafeBytes(of: end) { endBuffer.append(contentsOf: $0) }
    }

    func flush() throws(IntakeError) {
        try texts.append(textBuffer)
        try ends.append(endBuffer)
        textBuffer.removeAll(keepingCapacity: true)
        endBuffer.removeAll(keepingCapacity: true)
    }
}
