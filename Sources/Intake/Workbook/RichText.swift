/// The text of a cell from the XML that says how it looks: its runs joined, its furigana (`rPh`) left out.
struct RichText {
    /// Bytes of one text; Excel allows 32,767 characters.
    static let limit = 1_048_576

    private var bytes: [UInt8] = []
    private var isInText = false
    private var isInPhonetic = false

    mutating func begin() {
        bytes.removeAll(keepingCapacity: true)
        (isInText, isInPhonetic) = (false, false)
    }

    mutating func start(_ name: UnsafePointer<CChar>) {
        if name.isEqual(to: "t") { isInText = true } else if name.isEqual(to: "rPh") { isInPhonetic = true }
    }

    mutating func end(_ name: UnsafePointer<CChar>) {
        if name.isEqual(to: "t") { isInText = false } else if name.isEqual(to: "rPh") { isInPhonetic = false }
    }

    /// False if the text passes the limit.
    mutating func append(_ more: UnsafeRawBufferPointer) -> Bool {
        guard isInText, !isInPhonetic else { return true }
        bytes.append(contentsOf: more)
        return bytes.count <= Self.limit
    }

    /// The text, its escapes undone: `_x000D_` is a carriage return (ECMA-376 part 1, 22.4.2.4).
    func take() -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "_")) else { return bytes }
        var output: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if let scalar = escape(at: position) {
                output.append(contentsOf: UTF8.encode(scalar)!)
                position += 7
            } else {
                output.append(bytes[position])
                position += 1
            }
        }
        return output
    }

    private func escape(at position: Int) -> Unicode.Scalar? {
        guard position + 7 <= bytes.count, bytes[position] == UInt8(ascii: "_"),
            bytes[position + 1] == UInt8(ascii: "x"), bytes[position + 6] == UInt8(ascii: "_"),
            bytes[(position + 2)..<(position + 6)].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
        else { return nil }
        let digits = String(decoding: bytes[(position + 2)..<(position + 6)], as: UTF8.self)
        return UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
    }
}
