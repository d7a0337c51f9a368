import Foundation
import Testing

/// What an import says before it does anything, and what stops it.
@Suite("The plan of an import", .servedHome, .serialized) struct ImportPlanTests {
    private let home: Home = Scope.home
    private static let words = ["--list", "news", "--basis", "consent", "--obtained-at", "2026-01-05"]

    @Test func `keeps an address as it was written, and shows it so`() throws {
        _ = try imported("written.csv", "email\n Written@EXAMPLE.com \n", "--source", "written")
        #expect(try home.json("contact", "show", "written@example.com")["address"] as? String == "Written@EXAMPLE.com")
    }

    @Test func `of a dry run is the plan of the run, uses up no number, and can be held to`() throws {
        let first = try imported("p1.csv", "email,plan\nplan-1@example.com,free\nbroken\n", "--source", "plan")
        let number = try #require(first["run"] as? Int)
        let text = "email,plan\nplan-1@example.com,pro\nplan-2@example.com,free\nbroken\n"
        let dry = try imported("p2.csv", text, "--source", "plan", "--dry-run", "--rejects", "plan-rejects.csv")
        #expect(dry["run"] is NSNull)
        #expect(dry["rejections_file"] as? String == "plan-rejects.csv")
        #expect(try Table(home.read("plan-rejects.csv")).rows.count == 1)
        let plan = try #require(dry["plan"] as? String)
        #expect(try imported("p2.csv", text, "--source", "plan", "--dry-run")["plan"] as? String == plan)
        // Something else happens in between: the plan is another.
        try home.write("p3.csv", "email\nplan-2@example.com\n")
        try home.done("import", "p3.csv", "--as", "opt-out", "--list", "news", "--source", "plan nos")
        try refused(
            65, home.run(["import", "p2.csv", "--source", "plan", "--accept-plan", plan] + Self.words),
            naming: "the plan is not the accepted one", "nothing was changed")
        let now = try imported("p2.csv", text, "--source", "plan", "--dry-run")
        let run = try imported("p2.csv", text, "--source", "plan", "--accept-plan", #require(now["plan"] as? String))
        for key in ["rows", "added", "updated", "unchanged", "protected", "rejected", "subscribed", "removed"] {
            #expect(run[key] as? Int == now[key] as? Int, "\(key)")
        }
        // The number of the refused run is used up, none of a dry run is.
        #expect(run["run"] as? Int == number + 3)
    }

    @Test func `that takes off or changes too many stops with 65, and nothing is changed`() throws {
        let people = (1...150).map { "brake-\($0)@example.com" }
        let text = "email,plan\n" + people.map { "\($0),free\n" }.joined()
        _ = try imported("b1.csv", text, "--source", "brake")
        try home.write("b2.csv", "email\n" + people.map { "\($0)\n" }.joined())
        let nos = ["import", "b2.csv", "--as", "opt-out", "--list", "news", "--source", "brake nos"]
        try refused(65, home.run(nos), naming: "take 150 of", "nothing was changed", "--max-changes", "--accept-plan")
        let dry = try home.run(nos + ["--dry-run", "--format", "json"])
        #expect(dry.code == 0 && dry.error.contains("would stop"), "\(dry)")
        #expect(try home.json("why", people[0], "--list", "news")["sendable"] as? Bool == true)
        let changed = text.replacing("free", with: "pro")
        try home.write("b3.csv", changed)
        let change = ["import", "b3.csv", "--source", "brake"] + Self.words
        try refused(65, home.run(change), naming: "change the data of 150 of")
        #expect(try home.run(change + ["--max-changes", "100%"]).code == 0)
        #expect(try home.run(nos + ["--max-changes", "100%"]).code == 0)
        #expect(try home.json("why", people[0], "--list", "news")["sendable"] as? Bool == false)
    }

    @Test func `with a limit of one's own counts few people too`() throws {
        try home.importContacts(["few-1@example.com", "few-2@example.com"])
        try home.write("few.csv", "email\nfew-1@example.com\nfew-2@example.com\n")
        let nos = ["import", "few.csv", "--as", "opt-out", "--list", "news", "--source", "few"]
        try refused(65, home.run(nos + ["--max-changes", "0%"]), naming: "take 2 of")
        #expect(try home.run(nos).code == 0)
    }

    @Test func `says that the same file came before, and adds nothing`() throws {
        let text = "email\nsame-1@example.com\n"
        let first = try imported("same.csv", text, "--source", "same")
        #expect(first["same_file_as"] is NSNull)
        let second = try imported("same.csv", text, "--source", "same")
        #expect(second["same_file_as"] as? Int == first["run"] as? Int)
        #expect(second["unchanged"] as? Int == 1)
        #expect(try imported("same.csv", text, "--source", "another")["same_file_as"] is NSNull)
        #expect(try imported("other.csv", text + "\n", "--source", "same", "--dry-run")["same_file_as"] is NSNull)
        try home.done("runs", "undo", "\(try #require(second["run"] as? Int))")
        try home.done("runs", "undo", "\(try #require(first["run"] as? Int))")
        #expect(try imported("same.csv", text, "--source", "same")["same_file_as"] is NSNull)
    }

    @Test func `shows what the attributes look like, each repair, and likely typos of domains`() throws {
        let text = """
            email,会員番号,購入回数,最終購入日,DM希望,更新,備考
            =\"\"guess-1@example.com\"\",0012,3,2026/1/5,はい,2026-01-05 10:00,あ
            Guess <guess-2@gmial.com>,0013,12,2025-12-31,いいえ,2026-01-06T09:00:00Z,12
            guess-3@gmial.com,,,,,,

            """
        let run = try imported(
            "guess.csv", text.replacing("=\"\"", with: "\"=\"\"").replacing("\"\",", with: "\"\"\","), "--source",
            "guess")
        #expect(
            run["attributes"] as? [String: String] == [
                "会員番号": "text", "購入回数": "number", "最終購入日": "date", "DM希望": "boolean", "更新": "timestamp", "備考": "text",
            ])
        #expect(run["repaired"] as? Int == 2)
        #expect(run["repairs"] as? [String: Int] == ["stray_quotes": 1, "formula": 1, "name_around": 1])
        let typos = try #require(run["likely_typos"] as? [[String: Any]])
        #expect(typos.count == 1 && typos[0]["meant"] as? String == "gmail.com" && typos[0]["rows"] as? Int == 2)
        #expect(typos[0]["lines"] as? [Int] == [3, 4])
        #expect(try home.json("contact", "show", "guess-3@gmial.com")["address"] as? String == "guess-3@gmial.com")
    }

    @Test func `keeps a mapping under a name and takes it again`() throws {
        _ = try imported(
            "m1.csv", "a,b\nmapped-1@example.com,甲\n", "--source", "map", "--map", "email=a", "--map", "name=2",
            "--save-mapping", "two columns")
        let run = try imported(
            "m2.csv", "b,a\n乙,mapped-2@example.com\n", "--source", "map", "--mapping", "two columns")
        #expect(run["mapping"] as? [String: String] == ["email": "a", "name": "b"])
        try home.write("m3.csv", "x\nmapped-3@example.com\n")
        let other = ["import", "m3.csv", "--source", "map"] + Self.words
        try refused(64, home.run(other + ["--mapping", "two columns"]), naming: "“a”", "Columns: x")
        try refused(64, home.run(other + ["--mapping", "nowhere"]), naming: "nowhere", "--save-mapping")
    }

    @Test(arguments: [
        ["--max-changes", "many"], ["--max-changes", "120%"], ["--evidence", "x", "--as", "opt-out"], ["--allow-lift"],
        ["--mapping", " "],
    ])
    func `with words that do not fit is a usage error (64)`(words: [String]) throws {
        try home.write("usage.csv", "email\nusage@example.com\n")
        try refused(64, home.run(["import", "usage.csv", "--source", "usage"] + Self.words + words), naming: words[0])
    }

    @Test(arguments: ["much", "12", "-1MB", "1kB"])
    func `with an amount of memory that is none is a configuration error (78)`(amount: String) throws {
        try home.write("memory.csv", "email\nmemory@example.com\n")
        let words = ["import", "memory.csv", "--source", "memory"] + Self.words
        try refused(78, home.run(words, ["LISTS_WORK_MEM": amount]), naming: "LISTS_WORK_MEM", amount)
        #expect(try home.run(words, ["LISTS_WORK_MEM": "2GB"]).code == 0)
    }

    private func imported(_ file: String, _ text: String, _ more: String...) throws -> [String: Any] {
        try home.write(file, text)
        let output = try home.run(["import", file] + Self.words + more + ["--format", "json"])
        try #require(output.code == 0, "\(output)")
        return try #require(try JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [String: Any])
    }
}
