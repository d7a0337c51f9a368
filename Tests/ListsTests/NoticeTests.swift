import Foundation
import Testing

/// `notice` and `optin --notice`.
@Suite("Notices", .servedHome) struct NoticeCommandTests {
    private let home: Home = Scope.home

    @Test func `are kept by content, end each other's period, and stand behind an opt-in (H6, I1, I2)`() throws {
        try home.write("first.txt", "お得な情報をメールで受け取る\n")
        try home.write("second.txt", "お得な情報をメールで受け取る（いつでも停止できます）\n")
        try home.write("ticked.txt", "[x] お得な情報を受け取る\n")
        let add = { (file: String, from: String, extra: [String]) in
            try home.run(
                ["notice", "add", file, "--list", "news", "--locale", "ja", "--from", from, "--format", "json"] + extra)
        }
        let first = try object(add("first.txt", "2024-01-01", []))
        let second = try object(add("second.txt", "2025-01-01", []))
        let ticked = try object(add("ticked.txt", "2023-01-01", ["--box-ticked"]))
        let again = try add("second.txt", "2025-06-01", [])
        #expect(again.code == 0 && again.error.contains("in use already"))
        let hash = try #require(first["notice"] as? String)
        let shown = try home.json("notice", "show", String(hash.prefix(8)))
        #expect(shown["wording"] as? String == "お得な情報をメールで受け取る\n")
        let used = try #require(shown["used"] as? [[String: Any]])
        #expect(used.map { $0["from"] as? String } == ["2023-12-31T15:00:00Z"])
        #expect(used.map { $0["until"] as? String } == ["2024-12-31T15:00:00Z"])
        #expect(try home.done("notice", "show", hash, "--wording") == "お得な情報をメールで受け取る\n")
        #expect(try Table(home.done("notice", "ls", "--list", "news", "--format", "csv")).rows.count == 3)

        let yes = { (notice: Any?, at: String) in
            try home.run([
                "optin", "hanako@example.jp", "--list", "news", "--evidence", "form 12", "--at", at, "--notice",
                notice as? String ?? "",
            ])
        }
        try refused(65, yes(ticked["notice"], "2023-05-01"), naming: "ticked beforehand")
        try refused(64, yes("abcdef123456", "2024-05-01"), naming: "abcdef123456")
        try refused(64, yes("xyz", "2024-05-01"), naming: "xyz")
        let good = try yes(second["notice"], "2025-05-01")
        #expect(good.code == 0 && good.error == "", "\(good)")
        #expect(try yes(hash, "2025-05-01").error.contains("was not in use at"))
        let why = try home.json("why", "hanako@example.jp", "--list", "news")
        let history = try #require(why["history"] as? [[String: Any]])
        #expect(Set(history.compactMap { $0["notice"] as? String }) == [hash, second["notice"] as? String])

        try home.createList("other")
        let foreign = try home.run([
            "optin", "hanako@example.jp", "--list", "other", "--evidence", "x", "--at", "2025-05-01", "--notice", hash,
        ])
        refused(64, foreign, naming: "news")
        try home.done("notice", "end", "--list", "news", "--locale", "ja")
        #expect(
            try home.run(["notice", "end", "--list", "news", "--locale", "ja"]).error.contains("nothing was changed"))
    }

    @Test func `with a bad file, language or list are refused, and nothing is kept`() throws {
        try home.createList("bad")
        try home.write("good.txt", "yes\n")
        try home.write("empty.txt", " \n")
        try Data([0x83, 0x81, 0x81, 0x5B]).write(to: URL(fileURLWithPath: "\(home.folder)/sjis.txt"))
        func add(_ file: String, list: String = "bad", locale: String = "ja", from: String = "2025-01-01") throws
            -> Program.Output
        {
            try home.run(["notice", "add", file, "--list", list, "--locale", locale, "--from", from])
        }
        try refused(66, add("none.txt"), naming: "none.txt")
        try refused(65, add("empty.txt"), naming: "empty.txt")
        try refused(65, add("sjis.txt"), naming: "sjis.txt", "UTF-8")
        try refused(64, add("good.txt", list: "nowhere"), naming: "nowhere")
        try refused(64, add("good.txt", locale: "日本語"), naming: "--locale")
        try refused(64, add("good.txt", from: "soon"), naming: "--from", "soon")
        #expect(try home.done("notice", "ls", "--list", "bad", "--format", "json") == "[]\n")
        #expect(try add("good.txt").code == 0)
        try home.write("other.txt", "no\n")
        try refused(65, add("other.txt"), naming: "that very moment")
    }

    private func object(_ output: Program.Output) throws -> [String: Any] {
        try #require(output.code == 0, "\(output)")
        return try #require(try JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [String: Any])
    }
}
