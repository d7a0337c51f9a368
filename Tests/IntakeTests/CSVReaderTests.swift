import Intake
import Testing

@Suite("CSV reader")
struct CSVReaderTests {
    /// A text and the records that it holds.
    struct Example: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let records: [Record]
        var testDescription: String { name }
    }

    static let examples: [Example] = [
        Example(
            name: "RFC 4180 §2.1: each record on its own line",
            text: "a,b\r\n1,2\r\n", records: [Record(1, ["a", "b"]), Record(2, ["1", "2"])]),
        Example(
            name: "RFC 4180 §2.2: the last record may lack its line break",
            text: "a,b\r\n1,2", records: [Record(1, ["a", "b"]), Record(2, ["1", "2"])]),
        Example(name: "a header alone", text: "a,b", records: [Record(1, ["a", "b"])]),
        Example(
            name: "RFC 4180 §2.4: spaces belong to the field, an empty last field is one",
            text: " a , b\n,\n", records: [Record(1, [" a ", " b"]), Record(2, ["", ""])]),
        Example(
            name: "RFC 4180 §2.5: fields may be quoted",
            text: "\"a\",\"\"\n\"\"\n", records: [Record(1, ["a", ""]), Record(2, [""])]),
        Example(
            name: "RFC 4180 §2.6: quoted commas and line breaks; a record's line is its first",
            text: "\"a\r\nb\",\"c,d\"\r\n\"e\nf\rg\"\r\nh\r\n",
            records: [Record(1, ["a\r\nb", "c,d"]), Record(3, ["e\nf\rg"]), Record(6, ["h"])]),
        Example(
            name: "RFC 4180 §2.7: a doubled quote is one",
            text: "\"a\"\"b\",\"\"\"\",\"\"\"c\"\"\"\n\"\"\"\"\"\"",
            records: [Record(1, ["a\"b", "\"", "\"c\""]), Record(2, ["\"\""])]),
        Example(name: "LF", text: "a\nb\n", records: [Record(1, ["a"]), Record(2, ["b"])]),
        Example(name: "CR alone", text: "a,b\r1,2\r", records: [Record(1, ["a", "b"]), Record(2, ["1", "2"])]),
        Example(
            name: "line breaks of all kinds, and empty lines that still count",
            text: "\r\n\na\r\r\n\n\rb\n\n\r\n", records: [Record(3, ["a"]), Record(7, ["b"])]),
        Example(
            name: "a byte order mark is no part of the first name",
            text: "\u{FEFF}\"a\",b\n", records: [Record(1, ["a", "b"])]),
        Example(
            name: "a quote inside a field without quotes is text",
            text: "5\" disk,a \"b\" c\n \"d\"\n",
            records: [Record(1, ["5\" disk", "a \"b\" c"]), Record(2, [" \"d\""])]),
        Example(
            name: "spaces behind a closing quote are ignored",
            text: "\"a\"  ,\"b\" \n", records: [Record(1, ["a", "b"])]),
        Example(
            name: "text behind a closing quote spoils its record only",
            text: "x,y\n1,\"a\"b\"\",\"c\"\"d\"\n2,\"e\" \"f\"\n\"g\",h",
            records: [
                Record(1, ["x", "y"]),
                Record(2, ["1", "\"a\"b\"\"", "c\"d"], defect: .textAfterClosingQuote(column: 2)),
                Record(3, ["2", "\"e\" \"f\""], defect: .textAfterClosingQuote(column: 2)),
                Record(4, ["g", "h"]),
            ]),
        Example(
            name: "rows of any number of fields",
            text: "a,b\n1\n1,2,3\n,,,\n",
            records: [
                Record(1, ["a", "b"]), Record(2, ["1"]), Record(3, ["1", "2", "3"]), Record(4, ["", "", "", ""]),
            ]),
        Example(name: "nothing", text: "", records: []),
        Example(name: "a byte order mark alone", text: "\u{FEFF}", records: []),
        Example(name: "only line breaks", text: "\r\n\n\r", records: []),
    ]

    @Test("a file reads alike wherever its chunks are cut (E1)", arguments: examples)
    func chunks(example: Example) throws {
        #expect(try records(of: MemorySource(example.text), delimiter: UInt8(ascii: ",")) == example.records)
        for chunk in 1...example.text.utf8.count + 2 {
            for step in [1, 2, 3, .max] {
                let source = MemorySource(example.text, step: step)
                let read = try records(of: source, delimiter: UInt8(ascii: ","), chunk: chunk)
                #expect(read == example.records, "chunk \(chunk), step \(step)")
            }
        }
    }

    @Test("a quote that is never closed names the line and column where it opened (E5)", arguments: [1, 2, 7, 1000])
    func unclosedQuote(chunk: Int) {
        let text = "a,b\n1,\"x\ny\",\"never\nclosed,\n\n"
        #expect(throws: IntakeError.unclosedQuote(line: 3, column: 3)) {
            try records(of: MemorySource(text), chunk: chunk)
        }
    }

    @Test("a lone quote at the end of a file is never closed")
    func loneQuote() {
        #expect(throws: IntakeError.unclosedQuote(line: 2, column: 1)) { try records(of: MemorySource("a\n\"")) }
    }

    @Test("a record beyond the limit refuses the file, at the same byte for any chunk", arguments: [1, 16, 64, 4096])
    func recordLimit(chunk: Int) throws {
        var limits = CSVReader.Limits()
        limits.recordBytes = 100
        let longest = "h\n" + String(repeating: "x", count: 100) + "\nz\n"
        #expect(try records(of: MemorySource(longest), limits: limits, chunk: chunk).count == 3)
        let tooLong = "h\n" + String(repeating: "x", count: 101) + "\nz\n"
        #expect(throws: IntakeError.recordTooLarge(line: 2, limit: 100, quoteOpenedOn: nil)) {
            try records(of: MemorySource(tooLong), limits: limits, chunk: chunk)
        }
    }

    @Test("why a record is refused does not depend on the chunk", arguments: [1, 16, 100, 4096])
    func recordLimitInQuotes(chunk: Int) {
        var limits = CSVReader.Limits()
        limits.recordBytes = 100
        limits.columns = 3
        let text = "h\n\n\"a\nb\",\"" + String(repeating: "x", count: 100) + "\",,,,\nz\n"
        #expect(throws: IntakeError.recordTooLarge(line: 3, limit: 100, quoteOpenedOn: 4)) {
            try records(of: MemorySource(text), limits: limits, chunk: chunk)
        }
    }

    @Test("a giant field stops at the limit and names the quote that was left open")
    func giantField() {
        let text = "h\n\"" + String(repeating: "x\n", count: 2_000_000)
        #expect(throws: IntakeError.recordTooLarge(line: 2, limit: 1_048_576, quoteOpenedOn: 2)) {
            try records(of: MemorySource(text))
        }
    }

    @Test("a record of more than 10,000 columns refuses the file")
    func columnLimit() throws {
        let most = String(repeating: ",", count: 9_999)
        #expect(try records(of: MemorySource(most))[0].fields.count == 10_000)
        for text in [most + ",", most + ",\n", most + ",x"] {
            #expect(throws: IntakeError.tooManyColumns(line: 1, limit: 10_000)) {
                try records(of: MemorySource(text))
            }
        }
    }

    @Test("a row of nothing but delimiters is blank")
    func blankRow() throws {
        var reader = try CSVReader(MemorySource(",,\na,,\n\"\",\n"))
        var blanks: [Bool] = []
        while try reader.next() { blanks.append(reader.record.isBlank) }
        #expect(blanks == [true, false, true])
    }

    @Test(
        "the header tells the delimiter",
        arguments: [
            ("a,b\n", ","), ("a\tb\tc,d\n", "\t"), ("a;b\n1,2,3,4\n", ";"), ("email\n", ","), ("\"a;b;c\",d\n", ","),
            ("\n\na;b", ";"), ("\u{FEFF}a\tb", "\t"), ("\"a\nb,c\"\td\n", "\t"), ("", ","),
        ])
    func delimiter(text: String, expected: Character) throws {
        let reader = try CSVReader(MemorySource(text))
        #expect(reader.delimiter == expected.asciiValue)
    }
}
