/// Walks over JSON text (RFC 8259) and reads its strings, numbers and words.
struct JSONCursor {
    /// The text is none from `position` on.
    struct Malformed: Error {}

    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A { position += 1 }
    }

    mutating func expect(_ byte: UInt8) throws(Malformed) {
        guard peek == byte else { throw Malformed() }
        position += 1
    }

    /// Passes `byte` if it comes next.
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    /// A string's text, a number or a word as it is written; nil for null.
    mutating func scalar() throws(Malformed) -> [UInt8]? {
        switch peek {
        case UInt8(ascii: "\""): return try string()
        case UInt8(ascii: "n"):
            try word("null")
            return nil
        case UInt8(ascii: "t"):
            try word("true")
            return Array("true".utf8)
        case UInt8(ascii: "f"):
            try word("false")
            return Array("false".utf8)
        default: return try number()
        }
    }

    private mutating func word(_ word: StaticString) throws(Malformed) {
        for offset in 0..<word.utf8CodeUnitCount { try expect(word.utf8Start[offset]) }
    }

    private mutating func number() throws(Malformed) -> [UInt8] {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return Array(bytes[start..<position])
    }

    private mutating func digits() throws(Malformed) {
        let start = position
        while let byte = peek, 0x30...0x39 ~= byte { position += 1 }
        if position == start { throw Malformed() }
    }

    mutating func string() throws(Malformed) -> [UInt8] {
        try expect(UInt8(ascii: "\""))
        var text: [UInt8] = []
        while true {
            // Whole stretches at once: most texts have no escape.
            let start = position
            while position < bytes.count, bytes[position] >= 0x20, bytes[position] != UInt8(ascii: "\""),
                bytes[position] != UInt8(ascii: "\\")
            {
                position += 1
            }
            text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<position]))
            if take(UInt8(ascii: "\"")) { return text }
            guard take(UInt8(ascii: "\\")) else { throw Malformed() }
            try escape(into: &text)
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(Malformed) {
        guard let byte = peek else { throw Malformed() }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var scalar = try codeUnit()
            if UTF16.isLeadSurrogate(UInt16(scalar)) {
                try expect(UInt8(ascii: "\\"))
                try expect(UInt8(ascii: "u"))
                let low = try codeUnit()
                guard UTF16.isTrailSurrogate(UInt16(low)) else { throw Malformed() }
                scalar = 0x1_0000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(scalar) else { throw Malformed() }
            text.append(contentsOf: UTF8.encode(scalar)!)
        default:
            position -= 1
            throw Malformed()
        }
    }

    private mutating func codeUnit() throws(Malformed) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw Malformed() }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }
}
