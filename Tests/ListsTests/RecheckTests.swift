import Foundation
import Testing

/// The last look before sending.
@Suite("A recheck", .servedHome, .serialized) struct RecheckTests {
    private let home: Home = Scope.home

    @Test func `finds who left, who is suppressed and whose basis ran out, and says why`() throws {
        try home.createList("fresh")
        try home.importContacts(["stays@example.com", "leaves@example.com", "bounces@example.com"], list: "fresh")
        try home.write("soon.csv", "email\nexpires@example.com\n")
        try home.done(
            "import", "soon.csv", "--list", "fresh", "--basis", "consent", "--source", "soon", "--obtained-at",
            "2026-01-05")
        try home.done("export", "fresh", "--engine", "jsonl", "--output", "fresh")
        #expect(try home.json("export", "recheck", "fresh/manifest.json")["removed"] as? Int == 0)
        try home.done("optout", "leaves@example.com", "--all", "--source", "telephone")
        let line =
            "'[{\"contact_id\":\"' || contact_id || '\",\"list_id\":0,\"kind\":\"suppressed\",\"basis\":\"bounced\",\"actor\":\"x\",\"method\":\"operator\"}]'"
        _ = try home.sql(
            "SELECT append_events((\(line))::jsonb) FROM contacts WHERE address = 'bounces@example.com'")
        // A basis that runs out is no line of the ledger: only asking anew finds it.
        _ = try home.sql(
            """
            UPDATE grounds SET expires_at = now() - interval '1 second'
             WHERE contact_id = (SELECT contact_id FROM contacts WHERE address = 'expires@example.com')
            """)
        let report = try home.json("export", "recheck", "fresh/manifest.json", "--output", "gone.jsonl")
        #expect(report["reasons"] as? [String: Int] == ["basis_expired": 1, "bounced": 1, "opted_out_all": 1])
        #expect(report["applied"] as? Bool == false)
        let gone = try home.read("gone.jsonl").split(separator: "\n").map {
            try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: String])
        }
        #expect(
            Set(gone.compactMap { $0["email"] }) == [
                "leaves@example.com", "bounces@example.com", "expires@example.com",
            ])
        #expect(gone.allSatisfy { $0["contact_id"]?.count == 36 && $0["reason"] != nil })
        // The bundle is as it was.
        try home.done("export", "verify", "fresh/manifest.json")
        try refused(
            73, home.run(["export", "recheck", "fresh/manifest.json", "--output", "gone.jsonl"]), naming: "gone")
        try refused(64, home.run(["export", "recheck", "fresh/manifest.json", "--output", "fresh/gone.jsonl"]))
    }

    @Test(arguments: ["csv", "mailgun", "smtp"])
    func `applied writes the bundle anew without them, signed, and everything else as it was`(engine: String) throws {
        let list = "apply-\(engine)"
        try home.createList(list)
        let people = (1...60).map { "p\($0).\(engine)@example.com" } + ["日本\(engine)@example.jp"]
        try home.importContacts(people, list: list)
        var arguments = ["export", list, "--engine", engine, "--output", list]
        if engine == "mailgun" { arguments += ["--from", "A <a@b.example>", "--template", "t"] }
        let exported = try home.run(arguments, ["LISTS_BOUNCE_DOMAIN": "b.example"])
        try #require(exported.code == 0, "\(exported)")
        let before = try read(engine, list)
        try home.done("optout", people[3], "--list", list, "--source", "telephone")
        try home.done("optout", people[40], "--list", list, "--source", "telephone")
        let report = try home.json("export", "recheck", "\(list)/manifest.json", "--apply")
        #expect(report["removed"] as? Int == 2 && report["applied"] as? Bool == true)
        let after = try read(engine, list)
        #expect(after == before.filter { ![people[3], people[40]].contains($0["email"]) })
        let verdict = try home.json("export", "verify", "\(list)/manifest.json")
        #expect(verdict["recipients"] as? Int == after.count)
        // Nothing is left beside it, and there is nothing more to take out: not even if one of them joins again.
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: home.folder).filter { $0.hasPrefix("\(list).") } == [])
        let now = ISO8601DateFormatter().string(from: Date().addingTimeInterval(2))
        try home.done("optin", people[3], "--list", list, "--evidence", "form", "--at", now)
        #expect(try home.json("export", "recheck", "\(list)/manifest.json", "--apply")["removed"] as? Int == 0)
        #expect(try read(engine, list) == after)
    }

    @Test func `applied to one file puts file and manifest in place, and none to standard output (64)`() throws {
        try home.createList("single")
        try home.importContacts(["s1@example.com", "s2@example.com"], list: "single")
        try home.done("export", "single", "--engine", "csv", "--output", "single.csv")
        try home.done("optout", "s1@example.com", "--list", "single", "--source", "telephone")
        try home.done("export", "recheck", "single.csv.manifest.json", "--apply")
        #expect(try Table(home.read("single.csv")).rows.compactMap { $0["email"] } == ["s2@example.com"])
        try home.done("export", "verify", "single.csv.manifest.json")
        let output = try home.run(["export", "single", "--engine", "csv", "--output", "-"])
        let manifest = try #require(output.error.split(separator: " ").last).trimmingCharacters(in: .newlines)
        try home.done("optout", "s2@example.com", "--list", "single", "--source", "telephone")
        #expect(try home.json("export", "recheck", manifest)["removed"] as? Int == 1)
        try refused(64, home.run(["export", "recheck", manifest, "--apply"]), naming: "standard output")
    }

    @Test func `of a bundle that is changed, expired, incomplete or another installation's is refused (65)`() throws {
        try home.createList("bad")
        try home.importContacts(["bad@example.com"], list: "bad")
        try home.done("export", "bad", "--engine", "csv", "--output", "bad", "--expires", "1s")
        usleep(1_100_000)
        try refused(65, home.run(["export", "recheck", "bad/manifest.json", "--apply"]), naming: "expired")
        try home.done("export", "bad", "--engine", "csv", "--output", "bad-2")
        try home.write("bad-2/more.csv", "email\n")
        for command in ["recheck", "verify"] {
            try refused(65, home.run(["export", command, "bad-2/manifest.json"]), naming: "more.csv")
        }
        unlink("\(home.folder)/bad-2/more.csv")
        unlink("\(home.folder)/bad-2/recipients.csv")
        for command in ["recheck", "verify"] {
            try refused(66, home.run(["export", command, "bad-2/manifest.json"]), naming: "recipients.csv")
        }
        try refused(66, home.run(["export", "recheck", "nowhere/manifest.json"]), naming: "nowhere")
        let stranger = try Home()
        defer { stranger.remove() }
        try stranger.createList("bad")
        try stranger.importContacts(["bad@example.com"], list: "bad")
        try stranger.done("export", "bad", "--engine", "csv", "--output", "theirs")
        try refused(
            65, home.run(["export", "verify", "\(stranger.folder)/theirs/manifest.json"]),
            naming: "another installation")
    }

    private func read(_ engine: String, _ folder: String) throws -> [[String: String]] {
        let file = ["csv": "recipients.csv", "smtp": "messages.csv"][engine] ?? "requests.jsonl"
        let data = try Python.run("read_send_list.py", [engine, "\(folder)/\(file)"], in: home)
        return try #require(JSONSerialization.jsonObject(with: data) as? [[String: String]])
    }
}
