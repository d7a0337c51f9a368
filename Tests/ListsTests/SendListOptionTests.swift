import Foundation
import Testing

/// Several lists, lots, hours, and what a crash leaves.
@Suite("A send list taken", .servedHome, .serialized) struct SendListOptionTests {
    private let home: Home = Scope.home

    @Test func `of several lists has nobody twice, and the first list that may mail a person decides`() throws {
        try home.createList("first")
        try home.createList("second")
        try home.importContacts(["both@example.com", "one@example.com", "left@example.com"], list: "first")
        try home.importContacts(["both@example.com", "two@example.com", "left@example.com"], list: "second")
        try home.done("optout", "left@example.com", "--list", "first", "--source", "telephone")
        try home.done("optout", "two@example.com", "--all", "--source", "telephone")
        let report = try home.json("export", "first,second", "--engine", "csv", "--output", "several")
        #expect(report["recipients"] as? Int == 3)
        #expect(report["excluded"] as? [String: Int] == ["opted_out_all": 1])
        #expect(report["list"] as? String == "first,second")
        let table = try Table(home.read("several/recipients.csv"))
        #expect(
            try table.column("list_id", by: "email") == [
                "both@example.com": "<first.127.0.0.1>", "one@example.com": "<first.127.0.0.1>",
                "left@example.com": "<second.127.0.0.1>",
            ])
        // As arguments one after the other they are the same.
        let other = try home.json("export", "second", "first", "--engine", "csv", "--output", "several-2")
        #expect(other["recipients"] as? Int == 3)

        // A click leaves every list of the send list.
        let links = try table.column("unsubscribe_url", by: "email")
        let link = try #require(links["both@example.com"])
        let path = try #require(URL(string: link)?.path)
        #expect(try Scope.service.click(path).status == 200)
        for list in ["first", "second"] {
            #expect(try home.json("why", "both@example.com", "--list", list)["reason"] as? String == "opted_out")
        }
        // And the recheck asks everybody on the list that put them there.
        let recheck = try home.json("export", "recheck", "several/manifest.json")
        #expect(recheck["reasons"] as? [String: Int] == ["opted_out": 1])
    }

    @Test func `of marketing and transactional lists together is refused (64, G4)`() throws {
        try home.done("list", "create", "receipts", "--name", "Receipts", "--stream", "transactional")
        try refused(
            64, home.run(["export", "news,receipts", "--engine", "csv", "--output", "mixed"]), naming: "transactional")
        try refused(64, home.run(["export", ",", "--engine", "csv", "--output", "mixed"]))
        #expect(!home.exists("mixed"))
    }

    @Test func `with a holdout leaves out the same people for the same seed, and counts them`() throws {
        try home.createList("lot")
        try home.importContacts((1...400).map { "lot\($0)@example.com" }, list: "lot")
        let first = try home.json("export", "lot", "--engine", "csv", "--holdout", "25%", "--output", "lot-1")
        let manifest = try #require(
            JSONSerialization.jsonObject(with: Data(home.read("lot-1/manifest.json").utf8)) as? [String: Any])
        let holdout = try #require(manifest["holdout"] as? [String: String])
        let seed = try #require(holdout["seed"])
        #expect(holdout["share"] == "25%")
        let second = try home.json(
            "export", "lot", "--engine", "csv", "--holdout", "25%", "--holdout-seed", seed, "--output", "lot-2")
        let heldOut = try #require((first["excluded"] as? [String: Int])?["holdout"])
        #expect((60...140).contains(heldOut), "\(heldOut) of 400 at 25%")
        #expect(first["excluded"] as? [String: Int] == second["excluded"] as? [String: Int])
        let emails = { (folder: String) in
            try Table(home.read("\(folder)/recipients.csv")).rows.compactMap { $0["email"] }
        }
        #expect(try emails("lot-1") == emails("lot-2"))
        #expect(try emails("lot-1").count == 400 - heldOut)
        for share in ["0%", "100%", "5", "x%"] {
            try refused(
                64, home.run(["export", "lot", "--engine", "csv", "--holdout", share, "--output", "lot-3"]),
                naming: share)
        }
    }

    @Test func `in shards has a file for every hour, and no hour has more of a domain than it may`() throws {
        try home.createList("hours")
        let people = (1...25).map { "a\($0)@big.example" } + (1...7).map { "b\($0)@small.example" } + ["c@one.example"]
        try home.importContacts(people, list: "hours")
        let arguments = ["export", "hours", "--engine", "csv", "--shard-by", "domain", "--per-hour", "10"]
        let output = try home.run(arguments + ["--output", "hours", "--format", "json"])
        let report = try #require(JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [String: Any])
        let files = try #require(report["files"] as? [[String: Any]]).compactMap { $0["path"] as? String }
        #expect(files == (0...2).map { "hours/recipients-00\($0).csv" })
        var all: [String] = []
        for file in files {
            let emails = try Table(home.read(file)).rows.compactMap { $0["email"] }
            let domains = Dictionary(grouping: emails) { $0.split(separator: "@").last ?? "" }
            #expect(domains.values.allSatisfy { $0.count <= 10 }, "\(file)")
            all += emails
        }
        #expect(all.sorted() == people.sorted())
        try home.done("export", "verify", "hours/manifest.json")
        // Taking people out later moves nobody into another hour.
        let before = try Table(home.read(files[2])).rows.compactMap { $0["email"] }
        try home.done("optout", "a1@big.example", "--list", "hours", "--source", "telephone")
        try home.done("export", "recheck", "hours/manifest.json", "--apply")
        #expect(
            try Table(home.read(files[2])).rows.compactMap { $0["email"] } == before.filter { $0 != "a1@big.example" })
        try refused(64, home.run(arguments + ["--output", "-"]), naming: "folder")
        try refused(64, home.run(["export", "hours", "--engine", "csv", "--output", "x", "--per-hour", "0"]))
    }

    @Test func `to be resumed writes after a crash the bytes it would have written`() throws {
        try home.createList("crash")
        try home.importContacts((1...300).map { "crash\($0)@example.com" }, list: "crash")
        let arguments = ["export", "crash", "--engine", "csv", "--resume", "--output", "later/crash"]
        // The people are frozen; the files cannot be written yet.
        try refused(73, home.run(arguments), naming: "later/crash")
        let frozen = try home.sql(
            "SELECT draft::jsonb->'files'->0->>'sha256' FROM send_lists ORDER BY send_list_id DESC LIMIT 1")
        #expect(frozen.count == 64)
        // Who leaves meanwhile was on the list as frozen; the recheck takes them out.
        try home.done("optout", "crash7@example.com", "--list", "crash", "--source", "telephone")
        try FileManager.default.createDirectory(atPath: "\(home.folder)/later", withIntermediateDirectories: true)
        let output = try home.run(arguments)
        #expect(output.code == 0 && output.error.contains("recheck"), "\(output)")
        #expect(try Table(home.read("later/crash/recipients.csv")).rows.count == 300)
        #expect(try home.read("later/crash/manifest.json").contains(frozen), "other bytes than were frozen")
        try home.done("export", "verify", "later/crash/manifest.json")
        let recheck = try home.json("export", "recheck", "later/crash/manifest.json", "--apply")
        #expect(recheck["removed"] as? Int == 1)
        // Once it is written there is nothing to resume.
        try refused(73, home.run(arguments), naming: "already")
    }

    @Test func `to be resumed is refused when the data of a contact changed, for the bytes would differ (65)`() throws {
        try home.createList("changed")
        try home.importContacts(["changed@example.com"], list: "changed")
        let arguments = ["export", "changed", "--engine", "csv", "--resume", "--output", "absent/changed"]
        try refused(73, home.run(arguments))
        try home.write("new.csv", "email,name\nchanged@example.com,Another name\n")
        try home.done(
            "import", "new.csv", "--list", "changed", "--basis", "consent", "--source", "form", "--obtained-at",
            "2026-01-05")
        try FileManager.default.createDirectory(atPath: "\(home.folder)/absent", withIntermediateDirectories: true)
        try refused(65, home.run(arguments), naming: "changed", "export again")
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(home.folder)/absent") == [])
    }

    @Test func `to be resumed survives kill -9 in the middle of the file`() throws {
        try home.createList("killed")
        try home.importContacts((1...20_000).map { "killed\($0)@example.com" }, list: "killed")
        let arguments = ["export", "killed", "--engine", "jsonl", "--resume", "--output", "killed"]
        let program = try home.start(arguments)
        let drafts = {
            try FileManager.default.contentsOfDirectory(atPath: home.folder).filter { $0.hasPrefix("killed.") }
        }
        while try drafts().isEmpty, !home.exists("killed"), kill(program.id, 0) == 0 { usleep(500) }
        program.kill(SIGKILL)
        _ = program.wait()
        if !home.exists("killed") {
            try home.done("export", "killed", "--engine", "jsonl", "--resume", "--output", "killed")
        }
        #expect(try home.read("killed/recipients.jsonl").split(separator: "\n").count == 20_000)
        try home.done("export", "verify", "killed/manifest.json")
        let unwritten = try home.sql("SELECT count(*) FROM send_lists WHERE manifest IS NULL AND expires_at > now()")
        #expect(unwritten == "0" || unwritten == "1", "the send list of the changed contact alone may be unwritten")
    }
}
