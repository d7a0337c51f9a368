import Intake
import Testing

@Suite("JSON Lines")
struct JSONLinesTests {
    @Test("each object is a row; its members are columns in the order in which they first appear")
    func columns() throws {
        let file = try opened(
            """
            {"email": "a@example.jp", "name": "山田", "age": 30, "vip": true}

            {"name": "\\u4f50\\u85e4 \\ud83d\\ude00", "email": "b@example.jp", "note": null, "plan": "x\\n\\"y\\""}

            """)
        #expect(file.format == "jsonl")
        #expect(file.reader.header.names == ["email", "name", "age", "vip", "plan"])
        #expect(
            try file.records() == [
                Record(1, ["a@example.jp", "山田", "30", "true", ""]),
                Record(3, ["b@example.jp", "佐藤 😀", "", "", "x\n\"y\""]),
            ])
    }

    @Test("nested objects get dotted names, arrays of texts are lists, other arrays stay JSON")
    func nested() throws {
        let file = try opened(
            #"{"email":"a@x.jp","address":{"city":"仙台","geo":{"lat":38.2}},"tags":["a","b\"c",3],"log":[{"n":1}]}"#
                + "\n" + #"{"email":"b@x.jp","tags":"solo","log":[]}"#)
        #expect(file.reader.header.names == ["email", "address.city", "address.geo.lat", "tags", "log"])
        #expect(
            try file.rows() == [
                [
                    "email": "a@x.jp", "address.city": "仙台", "address.geo.lat": "38.2", "tags": #"["a","b\"c","3"]"#,
                    "log": #"["[{\"n\":1}]"]"#,
                ],
                ["email": "b@x.jp", "tags": #"["solo"]"#, "log": "[]"],
            ])
        #expect(file.reader.listColumns == [3, 4])
    }

    @Test("numbers stay as they are written: a code is no number")
    func numbers() throws {
        let file = try opened(#"{"email":"a@x.jp","code":10000000000000000001,"rate":1.50,"big":1E3}"#)
        #expect(try file.rows()[0]["code"] == "10000000000000000001")
        #expect(try opened(#"{"a":1.50}"#).rows()[0]["a"] == "1.50")
    }

    @Test(
        "a line that is no object is a rejection with its line and byte (E5)",
        arguments: [
            ("[1]", RecordDefect.notAnObject), ("\"x\"", .notAnObject), ("{\"a\":1,}", .invalidJSON(byte: 8)),
            ("{\"a\":01}", .invalidJSON(byte: 7)), ("{\"a\":\"x\ty\"}", .invalidJSON(byte: 8)),
            ("{\"a\":\"\\ud800\"}", .invalidJSON(byte: 13)), ("{\"a\":1} x", .invalidJSON(byte: 9)),
            ("{'a':1}", .invalidJSON(byte: 2)), ("{\"a\":", .invalidJSON(byte: 6)), ("{", .invalidJSON(byte: 2)),
            ("{\"a\":\"\\x\"}", .invalidJSON(byte: 8)),
        ])
    func malformed(line: String, defect: RecordDefect) throws {
        let records = try opened("{\"email\":\"a@x.jp\"}\n\(line)\n{\"email\":\"b@x.jp\"}\n").records()
        #expect(records[1] == Record(2, [""], defect: defect))
        #expect(records.count == 3)
    }

    @Test("a line that cannot be decoded names its byte (E2)")
    func undecodable() throws {
        let bytes = Array("{\"email\":\"a@x.jp\"}\n{\"a\":\"".utf8) + [0xE3, 0x81] + Array("\"}\n".utf8)
        #expect(try opened(bytes, .init().with(\.encoding, .utf8)).records()[1].defect == .undecodable(byte: 7))
    }

    @Test("nesting is bounded: a million brackets are one bad line, not a crash")
    func depth() throws {
        for bracket in ["[", "{\"a\":"] {
            let line = "{\"a\":" + String(repeating: bracket, count: 100_000) + "\n"
            let file = try opened("{\"email\":\"a@x.jp\"}\n" + line)
            #expect(try file.records().count == 2)
        }
    }

    @Test("files in CP932 and UTF-16 read alike, although a character of CP932 may end with a backslash")
    func encodings() throws {
        let text = #"{"email":"a@x.jp","name":"表 能ソ"}"# + "\n"
        for encoding in ["UTF-8", "CP932", "EUC-JP", "UTF-16"] {
            #expect(try opened(encoded(text, as: encoding)).rows() == [["email": "a@x.jp", "name": "表 能ソ"]])
        }
    }

    @Test("more than 10,000 names are refused")
    func columnLimit() throws {
        let members = (0...10_000).map { "\"n\($0)\":1" }
        #expect(throws: IntakeError.tooManyColumns(line: 1, limit: 10_000)) {
            try opened("{" + members.joined(separator: ",") + "}")
        }
    }

    @Test("a line beyond the limit refuses the file")
    func lineLimit() {
        #expect(throws: IntakeError.recordTooLarge(line: 2, limit: 1_048_576, quoteOpenedOn: nil)) {
            try opened("{\"a\":1}\n{\"a\":\"" + String(repeating: "x", count: 3_000_000))
        }
    }
}
