import Intake
import Testing

@Suite("Decoding of cells")
struct CellDecodingTests {
    private func decoded(_ bytes: [UInt8], _ encoding: CellEncoding) throws -> String {
        var text: [UInt8] = []
        let decoder = try CellDecoder(encoding)
        try bytes.withUnsafeBufferPointer { cell throws(UndecodableCell) in try decoder.decode(cell, into: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    private static let rows = [
        ["メールアドレス", "氏名", "備考"],
        ["taro@example.jp", "髙橋 能", "表,ソ\"①\"\r\n㈱"],
        ["hanako@example.jp", "﨑山", "ｶﾌﾞｼｷｶﾞｲｼｬ～申"],
        ["a@example.jp", "ЖΩ×÷", ""],
    ]

    private static var csv: String {
        var writer = CSVWriter(byteOrderMark: false)
        for row in rows {
            for field in row { writer.append(field) }
            writer.endRecord()
        }
        return String(decoding: writer.takeBytes(), as: UTF8.self)
    }

    @Test("the same list in UTF-8, CP932 and UTF-16 is the same list (E2)", arguments: [1, 5, 64, 4096])
    func alike(chunk: Int) throws {
        let files: [(TextEncoding, [UInt8])] = [
            (.utf8, Array(Self.csv.utf8)),
            (.utf8, [0xEF, 0xBB, 0xBF] + Array(Self.csv.utf8)),
            (.cp932, encoded(Self.csv, as: "CP932")),
            (.utf16, [0xFF, 0xFE] + encoded(Self.csv, as: "UTF-16LE")),
            (.utf16, [0xFE, 0xFF] + encoded(Self.csv, as: "UTF-16BE")),
            (.utf16, encoded(Self.csv, as: "UTF-16LE")),
            (.utf16, encoded(Self.csv, as: "UTF-16BE")),
        ]
        for (encoding, bytes) in files {
            let source = encoding.source(reading: MemorySource(bytes, step: chunk))
            let read = try records(of: source, as: encoding.ofCells, chunk: chunk)
            #expect(read.map(\.fields) == Self.rows, "\(encoding)")
        }
    }

    @Test("the wave dash of CP932 is read as Windows reads it, U+FF5E")
    func waveDash() throws {
        #expect(try decoded([0x81, 0x60], .cp932) == "～")
    }

    @Test("every character of JIS X 0208 reads alike in EUC-JP, ISO-2022-JP and CP932")
    func jisX0208() throws {
        var eucJP: [UInt8] = []
        var iso2022JP: [UInt8] = [0x1B, 0x24, 0x42]
        var kanji = ""
        for row in UInt8(0x30)...0x4E {
            for cell in UInt8(0x21)...0x7E {
                eucJP += [row | 0x80, cell | 0x80]
                iso2022JP += [row, cell]
            }
        }
        iso2022JP += [0x1B, 0x28, 0x42]
        kanji = try decoded(eucJP, .eucJP)
        #expect(kanji.unicodeScalars.count == eucJP.count / 2)
        #expect(kanji.hasPrefix("亜唖娃"))
        #expect(try decoded(encoded(kanji, as: "CP932"), .cp932) == kanji)
        let source = TextEncoding.iso2022JP.source(reading: MemorySource(iso2022JP, step: 3))
        #expect(try records(of: source, as: .cp932) == [Record(1, [kanji])])
    }

    @Test("EUC-JP and ISO-2022-JP as Windows writes them keep ①, ㈱ and 髙")
    func windowsCharacters() throws {
        #expect(try decoded([0xAD, 0xA1, 0xAD, 0xEA, 0xFC, 0xE2], .eucJP) == "①㈱髙")
        let bytes: [UInt8] = [0x1B, 0x24, 0x42, 0x2D, 0x21, 0x2D, 0x6A, 0x1B, 0x28, 0x49, 0x36, 0x1B, 0x28, 0x4A, 0x61]
        let source = TextEncoding.iso2022JP.source(reading: MemorySource(bytes))
        #expect(try records(of: source, as: .cp932) == [Record(1, ["①㈱ｶa"])])
    }

    @Test("EUC-JP's half-width kana and supplementary kanji are read")
    func eucJPSupplement() throws {
        #expect(try decoded([0x8E, 0xB6, 0x8F, 0xB0, 0xA1, 0x61], .eucJP) == "ｶ丂a")
    }

    @Test(
        "bytes that are no character reject the cell at their offset, never a silent U+FFFD (E2, E5)",
        arguments: [
            (CellEncoding.utf8, [0x61, 0xE9, 0x61], 1), (.utf8, [0xC0, 0x80], 0), (.utf8, [0xED, 0xA0, 0x80], 0),
            (.utf8, [0xF4, 0x90, 0x80, 0x80], 0), (.utf8, [0xE3, 0x81, 0x82, 0xE3, 0x81], 3),
            (.utf8, [0xE3, 0x81, 0x61], 0),
            (.cp932, [0x61, 0x83], 1), (.cp932, [0x81, 0xAD], 0), (.cp932, [0x82, 0xA0, 0xFF], 2),
            (.cp932, [0x80], 0), (.cp932, [0x83, 0x0A], 0),
            (.eucJP, [0xA4, 0xA2, 0xA4], 2), (.eucJP, [0xA4, 0x41], 0), (.eucJP, [0x8F, 0xB0], 0),
            (.eucJP, [0x80, 0x80], 0),
            (.eucJP, [0x8E, 0xE0], 0),
        ] as [(CellEncoding, [UInt8], Int)])
    func undecodable(encoding: CellEncoding, bytes: [UInt8], offset: Int) throws {
        var text: [UInt8] = [0x2A]
        let decoder = try CellDecoder(encoding)
        let error = #expect(throws: UndecodableCell.self) {
            try bytes.withUnsafeBufferPointer { cell throws(UndecodableCell) in try decoder.decode(cell, into: &text) }
        }
        #expect(error?.offset == offset)
        #expect(text == [0x2A])
    }

    @Test("what UTF-16 or ISO-2022-JP cannot mean rejects its own cell only")
    func undecodableStreams() throws {
        let utf16: [UInt8] = [0xFF, 0xFE, 0x61, 0x00, 0x0A, 0x00, 0x3D, 0xD8, 0x0A, 0x00, 0x3D, 0xD8, 0x00, 0xDE, 0x62]
        var reader = try CSVReader(TextEncoding.utf16.source(reading: MemorySource(utf16, step: 1)))
        #expect(try cells(&reader) == ["a", "\\xFF", "😀\\xFF"])
        let jis: [UInt8] = Array("\u{1B}$B!\n\u{1B}$(D0!\u{1B}(Ba\nb".utf8)
        reader = try CSVReader(TextEncoding.iso2022JP.source(reading: MemorySource(jis, step: 1)))
        #expect(try cells(&reader, .cp932) == ["\\xFF", "\\xFFa", "b"])
    }

    private func cells(_ reader: inout CSVReader, _ encoding: CellEncoding = .utf8) throws -> [String] {
        let decoder = try CellDecoder(encoding)
        var cells: [String] = []
        while try reader.next() {
            var text: [UInt8] = []
            decoder.decodeShowingBadBytes(reader[0], into: &text)
            cells.append(String(decoding: text, as: UTF8.self))
        }
        return cells
    }
}
