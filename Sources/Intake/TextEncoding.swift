/// How the text of a file is written in bytes. The raw value is the name on the command line.
package enum TextEncoding: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    /// Shift_JIS as Windows writes it, with NEC's and IBM's additional characters (①, ㈱, 髙).
    case cp932 = "cp932"
    case eucJP = "euc-jp"
    case iso2022JP = "iso-2022-jp"
    /// In the byte order of its mark; without one, in the order that puts the more NULs into high bytes.
    case utf16 = "utf-16"
}

extension TextEncoding {
    /// How the cells are encoded once the file is cut into cells.
    ///
    /// The bytes of a comma, quote or line break never occur inside a character of UTF-8, CP932 (second bytes are
    /// 0x40 or more) or EUC-JP (0xA1 or more), so those are cut as they are. UTF-16 and ISO-2022-JP cannot be:
    /// `source(reading:)` rewrites them on the way in.
    package var ofCells: CellEncoding {
        switch self {
        case .utf8, .utf16: .utf8
        case .cp932, .iso2022JP: .cp932
        case .eucJP: .eucJP
        }
    }

    /// `file` in an encoding that can be cut into cells bytewise, `ofCells`.
    package func source(reading file: any ByteSource) -> any ByteSource {
        switch self {
        case .utf8, .cp932, .eucJP: file
        case .utf16: TranscodingSource(file, by: UTF16Converter())
        case .iso2022JP: TranscodingSource(file, by: ISO2022JPConverter())
        }
    }

    /// `file` in UTF-8, whatever is read from it. What is no character of the encoding becomes a byte that UTF-8 does not
    /// have.
    func utf8Source(reading file: any ByteSource) throws(IntakeError) -> any ByteSource {
        let source = source(reading: file)
        if ofCells == .utf8 { return source }
        return TranscodingSource(source, by: CellTextConverter(try CellDecoder(ofCells)))
    }
}
