/// Turns the bytes of one cell into UTF-8.
///
/// A value without mutable state: one decoder may serve any number of readers at once.
package struct CellDecoder: Sendable {
    private let decoder: any CharacterDecoder
    private let isUTF8: Bool

    /// Throws `converterMissing` if the C library lacks the encoding.
    package init(_ encoding: CellEncoding) throws(IntakeError) {
        isUTF8 = encoding == .utf8
        switch encoding {
        case .utf8:
            decoder = UTF8Decoder()
        case .cp932:
            guard let table = DoubleByteTable.cp932 else { throw .converterMissing(.cp932) }
            decoder = CP932Decoder(table: table)
        case .eucJP:
            guard let table = DoubleByteTable.cp932, let supplement = DoubleByteTable.jisX0212 else {
                throw .converterMissing(.eucJP)
            }
            decoder = EUCJPDecoder(table: table, supplement: supplement)
        }
    }

    /// Whether the bytes of `cell` are its text in UTF-8 already, without a NUL: valid UTF-8, or ASCII in any of the
    /// encodings.
    package func isText(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        let ascii = cell.endOfASCIIWithoutNUL()
        return ascii == cell.count
            || isUTF8 && UTF8Decoder.validPrefix(of: cell, from: ascii) == cell.count && !cell[ascii...].contains(0)
    }

    /// Appends `cell` in UTF-8 to `text`. If it throws, `text` is as it was.
    package func decode(_ cell: UnsafeBufferPointer<UInt8>, into text: inout [UInt8]) throws(UndecodableCell) {
        let previousCount = text.count
        let decoded = decoder.decode(cell, into: &text)
        if decoded < cell.count {
            text.removeSubrange(previousCount...)
            throw UndecodableCell(offset: decoded)
        }
    }

    /// Appends `text` in UTF-8 up to the first byte that is no character, and returns how many bytes came before it.
    func decodePrefix(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) -> Int {
        decoder.decode(text, into: &output)
    }

    /// Appends `cell` in UTF-8 to `text` with each bad byte written as `\xE9`: for showing a refused cell to people.
    package func decodeShowingBadBytes(_ cell: UnsafeBufferPointer<UInt8>, into text: inout [UInt8]) {
        var rest = cell
        while true {
            let decoded = decoder.decode(rest, into: &text)
            guard decoded < rest.count else { return }
            let digits = String(rest[decoded], radix: 16, uppercase: true)
            text += Array((digits.count == 1 ? "\\x0" : "\\x").utf8) + Array(digits.utf8)
            rest = UnsafeBufferPointer(rebasing: rest[(decoded + 1)...])
        }
    }
}
