import Intake
import Testing

@Suite("Address lists")
struct AddressListTests {
    private func people(_ text: String) throws -> [[String]] {
        let file = try opened(text, .init().with(\.format, "addresses"))
        return try file.rows().map { [$0["email"] ?? "", $0["name"] ?? ""] }
    }

    @Test(
        "what people paste from a mail client is told by its content",
        arguments: [
            "taro@example.jp", "taro@example.jp\nhanako@example.jp\n", "\"山田 太郎\" <taro@example.jp>; b@example.jp",
            "Yamada, Taro <taro@example.jp>; Sato, Jiro <jiro@example.jp>", "Bcc: a@example.jp, b@example.jp",
            "\n\n  <a@example.jp>,\n <b@example.jp>\n", "taro@example.jp (Taro Yamada)\n",
        ])
    func recognised(text: String) throws {
        #expect(try opened(text).format == "addresses")
    }

    @Test(
        "files with columns are no address lists",
        arguments: ["email\na@example.jp\n", "山田,a@example.jp\n", "a@example.jp,山田\n", "a@example.jp;東京;1\n"])
    func notRecognised(text: String) throws {
        #expect(try opened(text).format != "addresses")
        #expect(try opened("a@example.jp\n", .init().with(\.hasHeader, false)).format == "csv")
    }

    @Test(
        "names and addresses as mail clients write them",
        arguments: [
            // Thunderbird, Gmail, Apple Mail.
            (
                "\"山田 太郎\" <taro@example.jp>, hanako@example.jp",
                [["taro@example.jp", "山田 太郎"], ["hanako@example.jp", ""]]
            ),
            ("山田 太郎 <taro@example.jp>, 佐藤 <s@example.jp>", [["taro@example.jp", "山田 太郎"], ["s@example.jp", "佐藤"]]),
            // Outlook.
            (
                "Yamada, Taro <taro@example.jp>; 'b@example.jp' <b@example.jp>; c@example.jp;",
                [["taro@example.jp", "Yamada, Taro"], ["b@example.jp", ""], ["c@example.jp", ""]]
            ),
            ("Yamada, Taro <a@x.jp>, Sato, Jiro <b@x.jp>", [["a@x.jp", "Yamada, Taro"], ["b@x.jp", "Sato, Jiro"]]),
            ("a@example.jp (Taro (the first) Yamada)", [["a@example.jp", "Taro (the first) Yamada"]]),
            ("\"Taro \\\"T\\\" Yamada; Co.\" <a@example.jp>", [["a@example.jp", "Taro \"T\" Yamada; Co."]]),
            ("To: a@example.jp\nCc: b@example.jp", [["a@example.jp", ""], ["b@example.jp", ""]]),
            (
                "Friends: a@example.jp, B <b@example.jp>;, c@example.jp",
                [["a@example.jp", ""], ["b@example.jp", "B"], ["c@example.jp", ""]]
            ),
            ("<@relay.example,@b.example:a@example.jp>", [["a@example.jp", ""]]),
            ("=?UTF-8?B?5bGx55Sw?= <a@example.jp>", [["a@example.jp", "山田"]]),
        ])
    func forms(text: String, expected: [[String]]) throws {
        #expect(try people(text) == expected)
    }

    @Test("what is no address is kept for its rejection, and the list goes on")
    func broken() throws {
        #expect(
            try people("a@x.jp\n\"never closed <b@x.jp>\nc@x.jp\nnobody\nnobody, d@x.jp\n").map { $0[0] }
                == ["a@x.jp", "\"never closed <b@x.jp>", "c@x.jp", "nobody", "nobody", " d@x.jp"].map {
                    $0.hasPrefix(" ") ? String($0.dropFirst()) : $0
                })
    }

    @Test("a list may be one long line, and each contact's line is its place")
    func longLine() throws {
        let text = (1...20_000).map { "\"人 \($0)\" <p\($0)@example.jp>" }.joined(separator: ", ")
        let records = try opened(text).records()
        #expect(records.count == 20_000)
        #expect(records[19_999] == Record(20_000, ["p20000@example.jp", "人 20000"]))
    }

    @Test("an endless item is cut into several: nothing is lost, memory is bounded")
    func endlessItem() throws {
        let people = try people("a@x.jp\n" + String(repeating: "x", count: 100_000) + ",b@x.jp")
        #expect(people.count == 9)
        let bytes = people.reduce(0) { $0 + $1[0].utf8.count }
        #expect(bytes == 6 + 100_000 + 6)
    }

    @Test("a list in CP932 is cut between characters, whatever bytes they have")
    func cp932() throws {
        let file = try opened(encoded("ソ能 表 <a@example.jp>; ポ <b@example.jp>", as: "CP932"))
        #expect(try file.rows().map { $0["name"] } == ["ソ能 表", "ポ"])
    }

    @Test(
        "a long list in another encoding keeps every character, wherever its chunks are cut",
        arguments: ["CP932", "EUC-JP", "ISO-2022-JP"])
    func longListInOtherEncoding(encoding: String) throws {
        let text = (1...12_000).map { "ソ能表やまだ\(String(repeating: "x", count: $0 % 5)) <p\($0)@x.jp>\n" }.joined()
        let names = try opened(encoded(text, as: encoding)).rows().map { $0["name"] ?? "" }
        #expect(names.count == 12_000)
        #expect(names.allSatisfy { $0.hasPrefix("ソ能表やまだ") && !$0.contains("\\") })
    }
}
