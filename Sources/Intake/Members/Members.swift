/// A record whose cells have names, as a reader without fixed columns finds them. One store serves all records.
struct Members {
    /// Where the record stands, see `Record.line`.
    var line = 0
    var defect: RecordDefect?

    struct Member {
        fileprivate(set) var name: Range<Int>
        fileprivate(set) var value: Range<Int>
        /// The value is a JSON array of strings.
        var isList: Bool
    }

    private(set) var all: [Member] = []
    private var bytes: [UInt8] = []

    mutating func begin(line: Int) {
        self.line = line
        defect = nil
        all.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }

    mutating func add(_ name: some Sequence<UInt8>, _ value: some Sequence<UInt8>, isList: Bool = false) {
        let start = bytes.count
        bytes.append(contentsOf: name)
        let end = bytes.count
        bytes.append(contentsOf: value)
        all.append(Member(name: start..<end, value: end..<bytes.count, isList: isList))
    }

    mutating func add(_ name: String, _ value: String) {
        add(name.utf8, value.utf8)
    }

    /// Adds a list of texts in UTF-8.
    mutating func add(_ name: String, list: [[UInt8]]) {
        add(name.utf8, JSONList.text(of: list), isList: true)
    }

    /// Lets go of all members: what came so far is no record.
    mutating func removeAll() {
        all.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }

    subscript(range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

    func withBytes<Result>(_ range: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }
}
