import Foundation
import Testing

/// `ledger receipt` and `ledger check-receipt`.
@Suite("A receipt", .servedHome) struct ReceiptCommandTests {
    private let home: Home = Scope.home

    @Test func `is checked anywhere, without a database, against a key or a root that was kept`() throws {
        try home.importContacts(["hanako@example.jp", "taro@example.jp"])
        let seal = try home.json("ledger", "seal")
        let (root, key) = (try #require(seal["root"] as? String), try #require(seal["key"] as? String))
        try home.done("optout", "hanako@example.jp", "--list", "news", "--source", "telephone")
        let made = try home.run(["ledger", "receipt", "Hanako@EXAMPLE.jp", "--output", "hanako.json"])
        #expect(made.code == 0 && made.out == "", "\(made)")
        #expect(made.error.contains("1 of 2 events are not sealed yet"))
        let text = try home.read("hanako.json")
        #expect(try home.done("ledger", "receipt", "hanako@example.jp").contains("\"meibo_receipt\" : 2"))
        try refused(
            73, home.run(["ledger", "receipt", "taro@example.jp", "--output", "hanako.json"]), naming: "hanako.json")

        let nowhere: [String: String?] = [
            "LISTS_HOME": "/nonexistent", "DATABASE_URL": "postgresql://127.0.0.1:1/x",
        ]
        func check(_ arguments: String...) throws -> Program.Output {
            try home.run(["ledger", "check-receipt"] + arguments + ["--format", "json"], nowhere)
        }
        let good = try check("hanako.json", "--key", key, "--anchor", root)
        #expect(good.code == 0 && good.error == "", "\(good)")
        let verdict = try #require(try JSONSerialization.jsonObject(with: Data(good.out.utf8)) as? [String: Any])
        #expect(verdict["valid"] as? Bool == true)
        #expect(verdict["events"] as? Int == 2)
        #expect(verdict["sealed"] as? Int == 1)
        #expect(verdict["anchored"] as? Int == 1)
        #expect(try check("hanako.json").error.contains("who signed it was not checked"))

        try home.write("changed.json", text.replacing("\"asserted\"", with: "\"opted_in\""))
        try refused(65, check("changed.json", "--key", key), naming: "changed.json", "event ", "was changed")
        try home.write("space.json", text.replacing("\n}", with: "\n }"))
        try refused(65, check("space.json"), naming: "space.json", "it was changed")
        try home.write("other.json", "{\"a\":1}")
        try refused(65, check("other.json"), naming: "other.json", "no receipt")
        try refused(66, check("none.json"), naming: "none.json")
        try refused(64, check("hanako.json", "--key", "abc"), naming: "--key", "abc")
        try refused(64, check("hanako.json", "--anchor", "abc"), naming: "--anchor", "abc")
        try refused(
            65, check("hanako.json", "--key", String(repeating: "1", count: 64)), naming: "another key")
    }

    @Test func `of an address never seen is refused with a clear answer (66)`() throws {
        try refused(66, home.run(["ledger", "receipt", "nobody@example.jp"]), naming: "nothing was ever recorded")
        try refused(65, home.run(["ledger", "receipt", "nobody"]), naming: "no e-mail address")
    }
}
