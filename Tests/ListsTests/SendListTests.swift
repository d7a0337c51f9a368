import Foundation
import Testing

/// What an engine is handed, per person.
@Suite("A send list", .servedHome) struct SendListTests {
    private let home: Home = Scope.home
    private static let columns: Set<String> = [
        "contact_id", "email", "name", "locale", "plan", "unsubscribe_url", "list_unsubscribe",
        "list_unsubscribe_post", "list_id", "basis",
    ]

    @Test(arguments: ["csv", "jsonl"])
    func `has both headers and the person's own link in every row (RFC 8058 §3.1, A1–A4)`(engine: String) throws {
        let slug = "rows-\(engine)"
        try home.createList(slug)
        let people = (1...40).map { "person\($0).\(engine)@example.com" }
        try home.write("\(engine).csv", "email,plan\n" + people.map { "\($0),\"a, \"\"b\"\"\"\n" }.joined())
        try home.done(
            "import", "\(engine).csv", "--list", slug, "--basis", "consent", "--source", "s", "--obtained-at",
            "2026-01-05")
        let rows = try rows(engine, slug)
        #expect(Set(rows.compactMap { $0["email"] }) == Set(people))
        #expect(Set(rows.compactMap { $0["unsubscribe_url"] }).count == people.count, "every link is someone's own")
        #expect(Set(rows.compactMap { $0["list_id"] }).count == 1)
        for row in rows.prefix(1) {
            #expect(Self.columns.isSubset(of: row.keys), "missing: \(Self.columns.subtracting(row.keys))")
        }
        for row in rows {
            let url = try #require(row["unsubscribe_url"])
            #expect(url.wholeMatch(of: /http:\/\/127\.0\.0\.1:8080\/u\/[A-Za-z0-9_-]{64}/) != nil, "\(url)")
            #expect(row["list_unsubscribe"] == "<\(url)>")
            #expect(row["list_unsubscribe_post"] == "List-Unsubscribe=One-Click")
            #expect(row["plan"] == "a, \"b\"")
            let cells = row.filter { $0.key != "email" }.values.joined(separator: "\n")
            #expect(!cells.contains("@"), "an address outside its column: \(cells)")
        }
    }

    @Test func `on standard output is the same rows, and nothing else`() throws {
        try home.createList("stdout")
        try home.importContacts(["one@example.com", "two@example.com"], list: "stdout")
        let rows = try Table(home.done("export", "stdout", "--engine", "csv", "--output", "-")).rows
        #expect(Set(rows.compactMap { $0["email"] }) == ["one@example.com", "two@example.com"])
    }

    @Test func `of people who all left is empty, and done`() throws {
        try home.createList("left")
        try home.importContacts(["gone@example.com"], list: "left")
        try home.done("optout", "gone@example.com", "--list", "left", "--source", "telephone")
        let export = try home.json("export", "left", "--engine", "csv", "--output", "left")
        #expect(export["recipients"] as? Int == 0)
        #expect(export["excluded"] as? [String: Int] == ["opted_out": 1])
    }

    @Test func `is refused by verify when manifest or file changed (65), or expired`() throws {
        try home.createList("proof")
        try home.importContacts(["proof1@example.com", "proof2@example.com"], list: "proof")
        try home.done("export", "proof", "--engine", "csv", "--output", "proof", "--expires", "1s")
        usleep(1_100_000)
        try refused(65, home.run(["export", "verify", "proof/manifest.json"]), naming: "expired")
        try home.done("export", "proof", "--engine", "csv", "--output", "whole")
        let (goodManifest, goodFile) = (try home.read("whole/manifest.json"), try home.read("whole/recipients.csv"))
        try home.write("whole/recipients.csv", goodFile.replacing("proof1@", with: "proof3@"))
        try refused(65, home.run(["export", "verify", "whole/manifest.json"]), naming: "recipients.csv")
        try home.write("whole/recipients.csv", goodFile)
        try home.done("export", "verify", "whole/manifest.json")
        for (text, other) in [("\"recipients\" : 2", "\"recipients\" : 3"), ("T", "U"), ("csv", "csw"), ("{", "[")] {
            let changed = goodManifest.replacing(text, with: other)
            try #require(changed != goodManifest, "\(text)")
            try home.write("whole/manifest.json", changed)
            try refused(65, home.run(["export", "verify", "whole/manifest.json"]), naming: "manifest.json")
        }
        unlink("\(home.folder)/whole/recipients.csv")
        try home.write("whole/manifest.json", goodManifest)
        try refused(66, home.run(["export", "verify", "whole/manifest.json"]), naming: "recipients.csv")
    }

    private func rows(_ engine: String, _ slug: String) throws -> [[String: String]] {
        let file = "\(slug)/recipients.\(engine)"
        let export = try home.json("export", slug, "--engine", engine, "--output", slug)
        #expect((export["files"] as? [[String: Any]])?.first?["path"] as? String == file)
        guard engine == "jsonl" else { return try Table(home.read(file)).rows }
        return try home.read(file).split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return try #require(object).mapValues { $0 as? String ?? "" }
        }
    }
}
