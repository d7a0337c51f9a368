/// Reads one JSON object (RFC 8259) into members.
///
/// A nested object's members get dotted names (`address.city`); an array of texts, numbers and booleans is a list; any
/// other array stays JSON. Numbers stay as they are written. Null is no value.
struct JSONMembers {
    /// Objects in objects, and arrays in arrays.
    static let depthLimit = 16

    private typealias Malformed = JSONCursor.Malformed

    private var cursor: JSONCursor

    private init(_ text: UnsafeBufferPointer<UInt8>) {
        cursor = JSONCursor(text)
    }

    /// Adds the members of `text` in UTF-8, or says what is wrong and adds some or none. `naming` gives a member its
    /// name.
    static func read(
        _ text: UnsafeBufferPointer<UInt8>, into members: inout Members,
        naming: ([UInt8]) -> [UInt8] = { $0 }
    ) -> RecordDefect? {
        var reader = JSONMembers(text)
        reader.cursor.skipSpace()
        guard reader.cursor.peek == UInt8(ascii: "{") else {
            return reader.isScalarOrArray ? .notAnObject : .invalidJSON(byte: reader.cursor.position + 1)
        }
        do throws(Malformed) {
            try reader.object(prefix: [], depth: 1, &members, naming)
            reader.cursor.skipSpace()
            if reader.cursor.position < text.count { throw Malformed() }
            return nil
        } catch {
            return .invalidJSON(byte: min(reader.cursor.position, text.count) + 1)
        }
    }

    private var isScalarOrArray: Bool {
        guard let peek = cursor.peek else { return false }
        return 0x30...0x39 ~= peek || Array("\"[-tfn".utf8).contains(peek)
    }

    private mutating func object(
        prefix: [UInt8], depth: Int, _ members: inout Members, _ naming: ([UInt8]) -> [UInt8]
    ) throws(Malformed) {
        guard depth <= Self.depthLimit else { throw Malformed() }
        try cursor.expect(UInt8(ascii: "{"))
        cursor.skipSpace()
        if cursor.take(UInt8(ascii: "}")) { return }
        while true {
            cursor.skipSpace()
            let name = prefix + (try cursor.string())
            cursor.skipSpace()
            try cursor.expect(UInt8(ascii: ":"))
            cursor.skipSpace()
            if cursor.peek == UInt8(ascii: "{") {
                try object(prefix: name + [UInt8(ascii: ".")], depth: depth + 1, &members, naming)
            } else if cursor.peek == UInt8(ascii: "[") {
                try array(name: naming(name), depth: depth + 1, &members)
            } else if let text = try cursor.scalar() {
                members.add(naming(name), text)
            }
            cursor.skipSpace()
            if cursor.take(UInt8(ascii: ",")) { continue }
            try cursor.expect(UInt8(ascii: "}"))
            return
        }
    }

    private mutating func array(name: [UInt8], depth: Int, _ members: inout Members) throws(Malformed) {
        let start = cursor.position
        var items: [[UInt8]] = []
        var isFlat = true
        try eachItem(depth: depth) { (reader: inout JSONMembers) throws(Malformed) in
            if reader.cursor.peek == UInt8(ascii: "{") || reader.cursor.peek == UInt8(ascii: "[") {
                isFlat = false
                try reader.skipNested(depth: depth + 1)
            } else if let text = try reader.cursor.scalar() {
                items.append(text)
            }
        }
        if isFlat {
            members.add(name, JSONList.text(of: items), isList: true)
        } else {
            members.add(name, cursor.bytes[start..<cursor.position])
        }
    }

    private mutating func eachItem(
        depth: Int, _ item: (inout JSONMembers) throws(Malformed) -> Void
    ) throws(Malformed) {
        guard depth <= Self.depthLimit else { throw Malformed() }
        try cursor.expect(UInt8(ascii: "["))
        cursor.skipSpace()
        if cursor.take(UInt8(ascii: "]")) { return }
        while true {
            cursor.skipSpace()
            try item(&self)
            cursor.skipSpace()
            if cursor.take(UInt8(ascii: ",")) { continue }
            try cursor.expect(UInt8(ascii: "]"))
            return
        }
    }

    /// Passes an object or an array that stays JSON.
    private mutating func skipNested(depth: Int) throws(Malformed) {
        if cursor.peek == UInt8(ascii: "[") {
            return try eachItem(depth: depth) { (reader: inout JSONMembers) throws(Malformed) in
                if reader.cursor.peek == UInt8(ascii: "{") || reader.cursor.peek == UInt8(ascii: "[") {
                    try reader.skipNested(depth: depth + 1)
                } else {
                    _ = try reader.cursor.scalar()
                }
            }
        }
        var ignored = Members()
        try object(prefix: [], depth: depth, &ignored) { $0 }
    }
}
