import Foundation
import Testing

/// `import --as opt-in`, and files in which a column says who left.
@Suite("An import of what people said elsewhere", .servedHome, .serialized) struct OptInImportTests {
    private let home: Home = Scope.home
    private static let optIns = ["--as", "opt-in", "--list", "news", "--source", "forum"]

    @Test func `lifts an opt-out only if it is later, and only with --allow-lift`() throws {
        for (person, at) in [("early", "2026-03-01"), ("late", "2026-01-01")] {
            try home.done("optout", "\(person)@example.com", "--list", "news", "--source", "telephone", "--at", at)
        }
        try home.write(
            "yes.csv",
            """
            email,when,proof
            early@example.com,2026-02-01,form 1
            late@example.com,2026-02-01,form 2
            new@example.com,2026-02-01,form 3
            undated@example.com,,form 4
            unproved@example.com,2026-02-01,
            ahead@example.com,2999-01-01,form 5

            """)
        let words =
            Self.optIns + ["--obtained-at", "column:when", "--map", "evidence=proof", "--rejects", "yes.out.csv"]
        let output = try home.run(["import", "yes.csv", "--format", "json"] + words)
        let run = try #require(try JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [String: Any])
        #expect(run["protected"] as? Int == 2)
        #expect(run["lifted"] as? Int == 0 && run["liftable"] as? Int == 1)
        #expect(run["added"] as? Int == 1 && run["rejected"] as? Int == 3)
        #expect(
            output.error.contains("opt-ins later than the person's opt-out: 1")
                && output.error.contains("--allow-lift"), "\(output)")
        let reasons = try Table(home.read("yes.out.csv")).rows.map { $0["reason"] }
        #expect(
            reasons == [
                "nothing says when the person opted in", "nothing proves the opt-in", "this date lies ahead",
            ])
        #expect(try sendable("late@example.com") == false)

        let lifting = try home.run(["import", "yes.csv", "--format", "json", "--allow-lift"] + words)
        let second = try #require(try JSONSerialization.jsonObject(with: Data(lifting.out.utf8)) as? [String: Any])
        #expect(second["lifted"] as? Int == 1 && second["liftable"] as? Int == 0, "\(lifting)")
        #expect(try sendable("late@example.com") == true)
        #expect(try sendable("early@example.com") == false)
        #expect(try sendable("new@example.com") == true)
        let why = try home.json("why", "late@example.com", "--list", "news")
        let deciding = try #require(why["deciding"] as? [String: Any])
        #expect(
            deciding["kind"] as? String == "opted_in" && deciding["occurred_at"] as? String == "2026-01-31T15:00:00Z")
        #expect((deciding["evidence"] as? [String: Any])?["reference"] as? String == "form 2")
        #expect(try home.json("ledger", "verify")["holds"] as? Bool == true)
    }

    @Test(arguments: [
        (["--evidence", "x"], "--obtained-at"), (["--obtained-at", "2026-02-01"], "evidence"),
        (["--not-sendable", "--evidence", "x"], "--obtained-at"),
        (["--obtained-at", "2026-02-01", "--evidence", " "], "blank"),
    ])
    func `without a time or a proof is a usage error (64)`(words: [String], named: String) throws {
        try home.write("bare.csv", "email\nbare@example.com\n")
        try refused(64, home.run(["import", "bare.csv"] + Self.optIns + words), naming: named)
    }

    @Test(arguments: [
        ("ja.csv", "メールアドレス,氏名,配信状態", ["配信可能", "配信停止", "エラー停止", "配信禁止"]),
        ("mc.csv", "Email Address,First Name,status", ["subscribed", "unsubscribed", "cleaned", "blocklisted"]),
        ("lm.csv", "email,name,Subscription Status", ["Confirmed", "Opt-Out", "Hard bounce", "disabled"]),
    ])
    func `holds contacts, opt-outs and suppressions in one file`(file: String, header: String, words: [String]) throws {
        let people = words.indices.map { "\(file.prefix(2))-\($0)@example.com" }
        let rows =
            zip(people, words).map { "\($0),甲,\($1)\n" } + ["unknown@example.com,乙,謎\n", "pending@example.com,丙,仮登録\n"]
        try home.write(file, header + "\n" + rows.joined())
        let run = try home.json(
            "import", file, "--list", "news", "--basis", "consent", "--source", file, "--obtained-at", "2026-01-05")
        #expect(run["rows"] as? Int == 6 && run["added"] as? Int == 4 && run["rejected"] as? Int == 2, "\(run)")
        #expect(run["subscribed"] as? Int == 1)
        let reasons = try people.map { try home.json("why", $0, "--list", "news")["reason"] as? String }
        #expect(reasons == ["subscribed", "opted_out", "bounced", "suppressed"])
        let rejects = try Table(home.read("\(file).rejects.csv"))
        #expect(
            rejects.rows[0]["reason"]?.contains("“謎”") == true
                && rejects.rows[1]["reason"]?.contains("never confirmed") == true)
        #expect(try home.json("ledger", "verify")["holds"] as? Bool == true)
    }

    @Test func `takes a status for an attribute if told so`() throws {
        try home.write("crm.csv", "email,status\ncrm-1@example.com,gold\n")
        let words = ["--list", "news", "--basis", "consent", "--source", "crm status", "--obtained-at", "2026-01-05"]
        let refused = try home.run(["import", "crm.csv", "--format", "json"] + words)
        #expect(refused.out.contains("\"rejected\":1"), "\(refused)")
        #expect(try home.read("crm.csv.rejects.csv").contains("--no-status"))
        #expect(try home.run(["import", "crm.csv", "--no-status"] + words).code == 0)
        let contact = try home.json("contact", "show", "crm-1@example.com")
        #expect((contact["attributes"] as? [String: Any])?["status"] as? String == "gold")
    }

    private func sendable(_ address: String) throws -> Bool? {
        try home.json("why", address, "--list", "news")["sendable"] as? Bool
    }
}
