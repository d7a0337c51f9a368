import Intake
import Testing

@Suite("Delimited files")
struct DelimitedFormatTests {
    @Test(
        "the first line tells what separates the fields",
        arguments: [
            ("email,name\n", "csv"), ("email\tname\n", "tsv"), ("email;name\n", "semicolon"), ("email|name\n", "pipe"),
            ("email\n", "csv"), ("\u{FEFF}email\tname,kana\tmemo\n", "tsv"),
        ])
    func found(text: String, format: String) throws {
        #expect(try opened(text).format == format)
    }

    @Test("a delimiter is found in every encoding", arguments: ["CP932", "EUC-JP", "ISO-2022-JP", "UTF-16"])
    func foundInEncoding(encoding: String) throws {
        let file = try opened(encoded("メールアドレス\t氏名\ntaro@example.jp\t山田;太郎\n", as: encoding))
        #expect(file.format == "tsv")
        #expect(file.reader.header.names == ["メールアドレス", "氏名"])
        #expect(try file.records() == [Record(2, ["taro@example.jp", "山田;太郎"])])
    }

    @Test("a character whose second byte in CP932 is a pipe is one character")
    func pipeInCP932() throws {
        let file = try opened(encoded("メール|ポスト\nタ@ポ.jp|ポルポ\n", as: "CP932"))
        #expect(file.format == "pipe")
        #expect(file.reader.header.names == ["メール", "ポスト"])
        #expect(try file.records() == [Record(2, ["タ@ポ.jp", "ポルポ"])])
        #expect(try opened(encoded("ポスト,メール\n", as: "CP932")).reader.header.names == ["ポスト", "メール"])
    }

    @Test("what the person says overrides what is found")
    func forced() throws {
        let file = try opened("a,b;c\n", .init().with(\.format, "semicolon"))
        #expect(file.format == "semicolon")
        #expect(file.reader.header.names == ["a,b", "c"])
        #expect(try opened("a;b\n", .init().with(\.format, "csv")).reader.header.names == ["a", "b"])
    }

    @Test("without a header the columns are numbers, and the first record is one")
    func noHeader() throws {
        let file = try opened("\n山田,a@example.jp\n佐藤,b@example.jp\n", .init().with(\.hasHeader, false))
        #expect(file.reader.header.names == ["column_1", "column_2"])
        #expect(try file.records() == [Record(2, ["山田", "a@example.jp"]), Record(3, ["佐藤", "b@example.jp"])])
        let mapping = try HeaderMapping(file.reader.header, assignments: [.init(field: "email", column: "2")])
        #expect(mapping.index(of: .email) == 1)
        #expect(throws: MappingError.noAddressColumn(columns: ["column_1", "column_2"])) {
            try HeaderMapping(file.reader.header)
        }
    }
}
