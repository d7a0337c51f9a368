/// ISO-2022-JP (RFC 1468) to CP932, with half-width kana and the characters that Windows adds. What is outside of
/// CP932, such as JIS X 0212, becomes the byte 0xFF, to which CP932 assigns nothing.
struct ISO2022JPConverter: StreamConverter {
    private static let escape: UInt8 = 0x1B
    private static let undecodable: UInt8 = 0xFF

    private enum CharacterSet {
        case ascii, halfWidthKana, twoByte, unsupportedTwoByte
    }

    /// The part of an escape sequence that has come: ESC, ESC `(`, ESC `$`, ESC `$` `(`.
    private enum EscapeSequence {
        case escape, singleByte, doubleByte, doubleByteLong
    }

    private var characterSet = CharacterSet.ascii
    /// The first byte of a character whose second has not come.
    private var row: UInt8?
    /// How far an escape sequence has come; nil outside of one.
    private var sequence: EscapeSequence?

    mutating func convert(_ input: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        for byte in input {
            if sequence != nil {
                continueSequence(with: byte, into: &output)
            } else if byte <= 0x20 || byte >= 0x7F {
                takeControl(byte, into: &output)
            } else {
                takeGraphic(byte, into: &output)
            }
        }
    }

    mutating func finish(into output: inout [UInt8]) {
        if row != nil || sequence != nil { output.append(Self.undecodable) }
    }

    /// Controls and spaces stand for themselves in every character set; a line break ends two-byte text (RFC 1468).
    private mutating func takeControl(_ byte: UInt8, into output: inout [UInt8]) {
        if row != nil { output.append(Self.undecodable) }
        row = nil
        if byte == Self.escape {
            sequence = .escape
        } else if byte >= 0x80 {
            output.append(Self.undecodable)
        } else {
            if byte == 0x0A || byte == 0x0D { characterSet = .ascii }
            output.append(byte)
        }
    }

    private mutating func takeGraphic(_ byte: UInt8, into output: inout [UInt8]) {
        switch characterSet {
        case .ascii:
            output.append(byte)
        case .halfWidthKana:
            if byte <= 0x5F { output.append(byte + 0x80) } else { output.append(Self.undecodable) }
        case .twoByte, .unsupportedTwoByte:
            guard let first = row else { return row = byte }
            row = nil
            if characterSet == .twoByte, let bytes = JISCharacter(row: first, cell: byte)?.cp932 {
                output.append(bytes.lead)
                output.append(bytes.trail)
            } else {
                output.append(Self.undecodable)
            }
        }
    }

    private mutating func continueSequence(with byte: UInt8, into output: inout [UInt8]) {
        let soFar = sequence
        sequence = nil
        switch (soFar, Unicode.Scalar(byte)) {
        case (.escape, "("): sequence = .singleByte
        case (.escape, "$"): sequence = .doubleByte
        case (.doubleByte, "("): sequence = .doubleByteLong
        case (.singleByte, "B"), (.singleByte, "J"), (.singleByte, "H"): characterSet = .ascii
        case (.singleByte, "I"): characterSet = .halfWidthKana
        case (.doubleByte, "@"), (.doubleByte, "B"), (.doubleByteLong, "@"), (.doubleByteLong, "B"):
            characterSet = .twoByte
        case (.doubleByteLong, "D"): characterSet = .unsupportedTwoByte
        default:
            output.append(Self.undecodable)
            if byte <= 0x20 || byte >= 0x7F { takeControl(byte, into: &output) }
        }
    }
}
