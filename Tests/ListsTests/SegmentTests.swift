import Foundation
import Testing

/// The commands on segments, as people type them.
@Suite("Segments", .servedHome, .serialized) struct SegmentTests {
    private let home: Home = Scope.home

    init() throws {
        try home.write(
            "people.csv", "email,plan,score\na@example.com,pro,12\nb@example.com,pro,7\nc@example.com,free,many\n")
        try home.done(
            "import", "people.csv", "--list", "news", "--basis", "consent", "--source", "form", "--obtained-at",
            "2026-01-05")
    }

    @Test func `are estimated, sampled, streamed and explained`() throws {
        try home.done("segment", "set", "pros", "plan = pro")
        #expect(try home.json("segment", "count", "pros")["count"] as? Int == 2)
        let estimate = try home.json("segment", "count", "pros", "--estimate")
        #expect(estimate["count"] is Int && estimate["estimated"] as? Bool == true)
        let people = try Table(home.done("segment", "members", "pros", "--format", "csv"))
        #expect(people.header == ["contact_id", "email", "name", "locale", "attributes"])
        #expect(people.rows.count == 2)
        #expect(try array("segment", "members", "--where", "plan:*", "--limit", "1").count == 1)
        #expect(try array("segment", "members", "--sample", "2", "--list", "news").count == 2)
        #expect(try array("segment", "members", "--where", "plan = nothing").isEmpty)
        let explained = try home.json("segment", "explain", "--where", "plan = pro -subscribed(news)", "--timing")
        #expect((explained["sql"] as? String)?.contains("subscriptions_at($") == true)
        #expect(explained["expression"] as? String == "plan = pro AND NOT subscribed(news)")
        #expect(((explained["tree"] as? [String: Any])?["and"] as? [Any])?.count == 2)
        #expect((explained["plan"] as? [String])?.isEmpty == false)
        #expect(explained["median_microseconds"] is Int)
        #expect(try home.done("segment", "explain", "pros").contains("tree\n  plan = pro\n"))
    }

    @Test func `are refused with one message and the right code`() throws {
        refused(64, try home.run(["segment", "members", "nobody"]), naming: "nobody")
        refused(64, try home.run(["segment", "members", "--limit", "1", "--sample", "1"]), naming: "--sample")
        refused(64, try home.run(["segment", "members", "--limit=-1"]))
        refused(64, try home.run(["segment", "members", "pros", "--where", "a = 1"]), naming: "--where")
        refused(64, try home.run(["segment", "stats", "nobody"]), naming: "nobody")
        refused(64, try home.run(["segment", "set", "@3", "a = 1"]), naming: "@")
        refused(64, try home.run(["segment", "rename", "nobody", "x"]), naming: "nobody")
        refused(64, try home.run(["segment", "snapshot", "nobody"]), naming: "nobody")
        refused(64, try home.run(["segment", "diff", "@999", "@1"]), naming: "@999")
        refused(64, try home.run(["segment", "rm", "@999"]), naming: "@999")
        refused(65, try home.run(["segment", "set", "self", "segment(self)"]), naming: "circle", lines: 4)
        refused(
            65, try home.run(["segment", "count", "--where", "subscribed(nws)"]), naming: "did you mean “news”",
            lines: 5)
        let unknown = try home.run(["segment", "count", "--where", "plam = pro"])
        #expect(unknown.code == 0)
        #expect(unknown.error.contains("did you mean “plan”?"))
    }

    @Test func `may be renamed while others ask them, and not be forgotten`() throws {
        try home.done("segment", "set", "base", "plan = pro")
        try home.done("segment", "set", "upper", "NOT segment(base)")
        refused(64, try home.run(["segment", "rm", "base"]), naming: "upper")
        refused(64, try home.run(["segment", "rename", "base", "upper"]), naming: "upper")
        let renamed = try home.json("segment", "rename", "base", "the 'base'")
        #expect(renamed["changed"] as? [String] == ["upper"])
        #expect(try home.json("segment", "show", "upper")["expression"] as? String == "NOT segment(\"the 'base'\")")
        #expect(try home.json("segment", "count", "upper")["count"] as? Int == 1)
        refused(65, try home.run(["segment", "set", "the 'base'", "segment(upper)"]), naming: "circle", lines: 4)
        try home.done("segment", "rm", "upper")
        try home.done("segment", "rm", "the 'base'")
    }

    @Test func `are compared with their snapshots`() throws {
        try home.done("segment", "set", "free", "plan = free")
        let snapshot = try #require(try home.json("segment", "snapshot", "free")["snapshot"] as? String)
        try home.write("more.csv", "email,plan\nc@example.com,pro\nd@example.com,free\n")
        try home.done(
            "import", "more.csv", "--list", "news", "--basis", "consent", "--source", "more", "--obtained-at",
            "2026-01-06")
        let difference = try home.json("segment", "diff", snapshot, "free")
        #expect(["joined", "left", "stayed"].map { difference[$0] as? Int } == [1, 1, 0])
        let people = try array("segment", "diff", snapshot, "free", "--contacts")
        #expect(Set(people.compactMap { $0["change"] as? String }) == ["joined", "left"])
        try home.done("segment", "rm", snapshot)
        refused(64, try home.run(["segment", "diff", snapshot, "free"]), naming: snapshot)
    }

    @Test func `say per list how many may be mailed, and why not the others`() throws {
        try home.createList("other")
        let lists = try array("segment", "stats", "--where", "plan:*")
        #expect(Set(lists.compactMap { $0["list"] as? String }).isSuperset(of: ["news", "other"]))
        for list in lists {
            let excluded = (list["excluded"] as? [String: Int] ?? [:]).values.reduce(0, +)
            #expect(list["contacts"] as? Int == (list["sendable"] as? Int ?? 0) + excluded)
        }
    }

    private func array(_ arguments: String...) throws -> [[String: Any]] {
        let output = try home.run(arguments + ["--format", "json"])
        try #require(output.code == 0, "\(output)")
        return try #require(try JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [[String: Any]])
    }
}
