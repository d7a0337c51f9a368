import Intake
import Testing

@Suite("CSV written and read back")
struct CSVRoundTripTests {
    /// Fields made of what could go wrong.
    private static func randomRows(_ generator: inout SeededGenerator) -> [[String]] {
        let pieces = [
            "a", "髙", "\"", ",", "\r", "\n", "\r\n", " ", "\t", ";", "=", "\u{FEFF}", "ソ", "'", "long text, ",
        ]
        return (0..<Int.random(in: 1...8, using: &generator)).map { _ in
            (0..<Int.random(in: 1...5, using: &generator)).map { _ in
                (0..<Int.random(in: 0...6, using: &generator)).map { _ in pieces.randomElement(using: &generator)! }
                    .joined()
            }
        }
    }

    @Test("any rows come back as they were written, in any chunks (RFC 4180 §2)")
    func roundTrip() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("CSV round trip: seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        for round in 0..<2_000 {
            let rows = Self.randomRows(&generator)
            var writer = CSVWriter(byteOrderMark: true)
            for row in rows {
                for field in row { writer.append(field) }
                writer.endRecord()
            }
            let bytes = writer.takeBytes()
            let chunk = Int.random(in: 1...64, using: &generator)
            let step = Int.random(in: 1...64, using: &generator)
            let read = try records(of: MemorySource(bytes, step: step), delimiter: UInt8(ascii: ","), chunk: chunk)
            #expect(read.map(\.fields) == rows, "seed \(seed), round \(round), chunk \(chunk), step \(step)")
            #expect(read.allSatisfy { $0.defect == nil })
        }
    }

    @Test("random bytes neither crash the reader nor read otherwise in other chunks")
    func randomBytes() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("CSV random bytes: seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let alphabet: [UInt8] = Array("ab\"\"\",,\r\n\n ;".utf8) + [0x83, 0x5C]
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator)!
            }
            let whole = Result { try raw(bytes, chunk: 1024) }.mapError { $0 as! IntakeError }
            let chunk = Int.random(in: 1...32, using: &generator)
            let cut = Result { try raw(bytes, chunk: chunk) }.mapError { $0 as! IntakeError }
            #expect(whole == cut, "seed \(seed), chunk \(chunk), bytes \(bytes)")
        }
    }

    private func raw(_ bytes: [UInt8], chunk: Int) throws -> [[[UInt8]]] {
        var reader = try CSVReader(MemorySource(bytes), delimiter: UInt8(ascii: ","), chunk: chunk)
        var rows: [[[UInt8]]] = []
        while try reader.next() {
            var row = [[UInt8(truncatingIfNeeded: reader.line), reader.defect == nil ? 0 : 1]]
            for index in 0..<reader.fieldCount { row.append(Array(reader[index])) }
            rows.append(row)
        }
        return rows
    }

    @Test("a file for spreadsheets neutralises formulas; one for programs does not (E4)")
    func formulas() {
        for text in ["=1+1", "+81", "-1", "@x", "\tx", "\rx"] {
            var writer = CSVWriter(byteOrderMark: false, for: .spreadsheet)
            writer.append(text)
            writer.endRecord()
            let written = String(decoding: writer.takeBytes(), as: UTF8.self)
            #expect(written == "'\(text)\r\n" || written == "\"'\(text)\"\r\n")
        }
        var writer = CSVWriter(byteOrderMark: false)
        writer.append("=1+1")
        writer.append("")
        writer.endRecord()
        #expect(writer.takeBytes() == Array("=1+1,\r\n".utf8))
    }

    @Test("a record of one empty field is no empty line")
    func emptyRecord() {
        var writer = CSVWriter(byteOrderMark: true)
        writer.append("")
        writer.endRecord()
        #expect(writer.takeBytes() == [0xEF, 0xBB, 0xBF] + Array("\"\"\r\n".utf8))
        writer.append("")
        writer.endRecord()
        #expect(writer.takeBytes() == Array("\"\"\r\n".utf8))
    }
}
