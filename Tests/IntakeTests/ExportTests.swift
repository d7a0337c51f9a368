import Intake
import Testing

/// What people bring from the tools that they leave.
@Suite("Exports of other tools")
struct ExportTests {
    @Test("listmonk's attributes become columns")
    func listmonk() throws {
        let file = try opened(
            """
            uuid,email,name,attributes,status,created_at,updated_at
            1f,a@x.jp,山田,"{""city"": ""仙台"", ""tags"": [""a"", ""b""], ""name"": ""太郎"", ""n"": {""m"": 2}}",enabled,2024-01-05T00:00:00Z,x
            2f,b@x.jp,佐藤,{},blocklisted,2024-01-05T00:00:00Z,x
            3f,c@x.jp,鈴木,free text,disabled,2024-01-05T00:00:00Z,x
            4f,d@x.jp

            """)
        #expect(file.format == "listmonk")
        #expect(
            file.reader.header.names == [
                "email", "name", "uuid", "city", "tags", "attributes.name", "n.m", "status", "created_at", "updated_at",
                "attributes",
            ])
        let rows = try file.records()
        #expect(
            rows[0].fields == [
                "a@x.jp", "山田", "1f", "仙台", #"["a","b"]"#, "太郎", "2", "enabled", "2024-01-05T00:00:00Z", "x", "",
            ])
        #expect(rows[1].fields[7] == "blocklisted" && rows[1].fields[10] == "")
        #expect(rows[2].fields[10] == "free text")
        #expect(rows[3].defect == .cellCount(2, header: 7))
        #expect(rows.map(\.line) == [2, 3, 4, 5])
    }

    @Test(
        "a roster of Mailman is a list of addresses, with names or without",
        arguments: ["a@x.jp\nb@x.jp\n", "A <a@x.jp>\nB <b@x.jp>\n"])
    func mailman(text: String) throws {
        let file = try opened(text)
        #expect(file.format == "addresses")
        #expect(try file.rows().map { $0["email"] } == ["a@x.jp", "b@x.jp"])
    }

    @Test("a CSV of 配配メール or blastmail says in a column whether a person is mailed")
    func states() throws {
        let text = "メールアドレス,お名前,配信状態\r\na@x.jp,山田,配信可能\r\nb@x.jp,佐藤,エラー停止\r\n"
        let file = try opened(encoded(text, as: "CP932"))
        #expect(file.format == "csv" && file.encoding == .cp932)
        #expect(file.reader.header.names == ["メールアドレス", "お名前", "配信状態"])
        #expect(try HeaderMapping(file.reader.header).columnNames["status"] == "配信状態")
    }
}
