import Foundation
import Testing

/// `consent pack` and `consent verify`: what a regulator gets.
@Suite("An evidence pack", .servedHome) struct ConsentPackTests {
    private let home: Home = Scope.home

    @Test func `says per address when, how, and under which wording or exemption (H1, H6, I2)`() throws {
        try home.write("notice.txt", "お知らせを受け取る\n")
        let notice = try #require(
            try home.json("notice", "add", "notice.txt", "--list", "news", "--locale", "ja", "--from", "2020-01-01")[
                "notice"] as? String)
        try home.write("cards.csv", "email,name\n=cmd@example.jp,名刺\ncard@example.jp,\"=1+1\"\n")
        try home.done(
            "import", "cards.csv", "--list", "news", "--basis", "notified", "--source", "名刺", "--obtained-at",
            "2026-02-03")
        try home.importContacts(["form@example.jp", "gone@example.jp"])
        try home.done(
            "optin", "hanako@example.jp", "--list", "news", "--evidence", "申込書 12", "--at", "2026-03-04T00:00:00Z",
            "--notice", notice)
        try home.done("optout", "gone@example.jp", "--list", "news", "--source", "telephone")
        let root = try #require(try home.json("ledger", "seal")["root"] as? String)

        let report = try home.json("consent", "pack", "--list", "news", "--output", "pack")
        #expect(report["addresses"] as? Int == 5)
        #expect(report["reasons"] as? [String: Int] == ["subscribed": 4, "opted_out": 1])
        #expect(report["bases"] as? [String: Int] == ["notified": 2, "consent": 3])
        let rows = try Table(home.read("pack/addresses.csv")).rows
        let byAddress = Dictionary(uniqueKeysWithValues: rows.map { ($0["address"] ?? "", $0) })
        let card = try #require(byAddress["card@example.jp"])
        #expect(card["basis"] == "notified" && card["law"] == "特定電子メール法 3条1項2号, 規則2条")
        #expect(card["source"] == "名刺" && card["file"] == "cards.csv" && card["line"] == "3")
        #expect(card["obtained_at"] == "2026-02-02T15:00:00.000000Z" && card["may_be_mailed"] == "yes")
        #expect(byAddress["'=cmd@example.jp"] != nil, "a cell that a spreadsheet would run (E4)")
        let hanako = try #require(byAddress["hanako@example.jp"])
        #expect(hanako["basis"] == "consent" && hanako["notice"] == notice && hanako["notice_locale"] == "ja")
        #expect(hanako["given_at"] == "2026-03-04T00:00:00.000000Z" && hanako["method"] == "operator")
        #expect(hanako["evidence"]?.contains("申込書 12") == true)
        #expect(byAddress["form@example.jp"]?["notices_in_use"] == notice)
        let gone = try #require(byAddress["gone@example.jp"])
        #expect(gone["reason"] == "opted_out" && gone["opted_out_method"] == "operator" && gone["basis"] == "consent")

        let json = try JSONSerialization.jsonObject(with: Data(home.read("pack/addresses.json").utf8))
        let objects = try #require(json as? [[String: Any]])
        #expect(objects.count == 5)
        for object in objects {
            let row = try #require(rows.first { $0["contact_id"] == object["contact_id"] as? String })
            #expect(object["given_at"] as? String == row["given_at"])
            #expect(object["may_be_mailed"] as? Bool == (row["may_be_mailed"] == "yes"))
            #expect(Set(object.keys) == Set(row.keys))
        }
        let summary = try home.read("pack/summary.md")
        for words in ["# 同意の証拠一式: News（news）", "# Evidence pack: News (news)", "書面による通知", root] {
            #expect(summary.contains(words), "\(words)")
        }
        #expect(try home.read("pack/notices.json").contains("お知らせを受け取る"))
    }

    @Test func `is verified as a whole, and never overwritten`() throws {
        try home.createList("small")
        try home.importContacts(["one@example.jp"], list: "small")
        try home.done("consent", "pack", "--list", "small", "--output", "small")
        let verdict = try home.json("consent", "verify", "small/manifest.json")
        #expect(verdict["valid"] as? Bool == true && verdict["addresses"] as? Int == 1 && verdict["files"] as? Int == 4)
        try refused(73, home.run(["consent", "pack", "--list", "small", "--output", "small"]), naming: "small")
        try refused(64, home.run(["consent", "pack", "--list", "nowhere", "--output", "x"]), naming: "nowhere")
        #expect(!home.exists("x"))
        for file in ["addresses.csv", "addresses.json", "notices.json", "summary.md"] {
            // As bytes: reading as text takes a byte order mark away.
            let place = URL(fileURLWithPath: "\(home.folder)/small/\(file)")
            let whole = try Data(contentsOf: place)
            try (whole + Data(" ".utf8)).write(to: place)
            try refused(65, home.run(["consent", "verify", "small/manifest.json"]), naming: file)
            try whole.write(to: place)
        }
        let manifest = try home.read("small/manifest.json")
        try home.write("small/manifest.json", manifest.replacing("\"addresses\" : 1", with: "\"addresses\" : 2"))
        try refused(65, home.run(["consent", "verify", "small/manifest.json"]), naming: "signature")
        try refused(66, home.run(["consent", "verify", "none.json"]), naming: "none.json")
    }

    @Test func `of a list that nobody has to do with is empty, and done`() throws {
        try home.createList("empty")
        let report = try home.json("consent", "pack", "--list", "empty", "--output", "empty")
        #expect(report["addresses"] as? Int == 0)
        #expect(try Table(home.read("empty/addresses.csv")).rows.isEmpty)
        let json = try JSONSerialization.jsonObject(with: Data(home.read("empty/addresses.json").utf8))
        #expect((json as? [Any])?.isEmpty == true)
    }
}
