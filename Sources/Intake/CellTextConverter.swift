/// Text in an encoding of cells to UTF-8, for what is not cut into cells first. What is no character becomes the byte
/// 0xFF, which no UTF-8 has.
struct CellTextConverter: StreamConverter {
    private static let undecodable: UInt8 = 0xFF
    /// The longest character in bytes.
    private static let longest = 3

    private let decoder: CellDecoder
    /// The end of what came last, where a character may go on.
    private var rest: [UInt8] = []

    init(_ decoder: CellDecoder) {
        self.decoder = decoder
    }

    mutating func convert(_ input: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        rest.append(contentsOf: input)
        decode(into: &output, isLast: false)
    }

    mutating func finish(into output: inout [UInt8]) {
        decode(into: &output, isLast: true)
    }

    private mutating func decode(into output: inout [UInt8], isLast: Bool) {
        var position = 0
        rest.withUnsafeBufferPointer { bytes in
            while position < bytes.count {
                position += decoder.decodePrefix(UnsafeBufferPointer(rebasing: bytes[position...]), into: &output)
                if position == bytes.count || (!isLast && bytes.count - position < Self.longest) { break }
                output.append(Self.undecodable)
                position += 1
            }
        }
        rest.removeSubrange(..<position)
    }
}
