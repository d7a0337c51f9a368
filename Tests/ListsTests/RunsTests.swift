import Foundation
import Testing

/// `lists runs`: what imports did, and taking one back.
@Suite("Runs", .servedHome, .serialized) struct RunsTests {
    private let home: Home = Scope.home

    @Test func `are listed, shown and taken back; an undo is a run`() throws {
        try home.write("a.csv", "email,name,plan\nruns-1@example.com,A,free\nruns-2@example.com,B,free\n")
        try home.write("b.csv", "email,name,plan\nruns-1@example.com,A,pro\nruns-3@example.com,C,pro\n")
        let first = try imported("a.csv", source: "runs a")
        let second = try imported("b.csv", source: "runs b")
        let shown = try home.json("runs", "show", "\(second)")
        #expect(shown["file"] as? String == "b.csv")
        #expect((shown["counts"] as? [String: Any])?["added"] as? Int == 1)
        #expect((shown["mapping"] as? [String: Any])?["email"] as? String == "email")

        let undone = try home.json("runs", "undo", "\(second)")
        #expect(undone["undoes"] as? Int == second)
        #expect(undone["people"] as? Int == 2)
        #expect(undone["restored"] as? Int == 1)
        #expect(undone["contacts_removed"] as? Int == 1)
        let undo = try #require(undone["run"] as? Int)
        let contact = try home.json("contact", "show", "runs-1@example.com")
        #expect((contact["attributes"] as? [String: Any])?["plan"] as? String == "free")
        #expect(try home.run(["contact", "show", "runs-3@example.com"]).code == 66)
        #expect(try home.json("runs", "show", "\(second)")["undone_by"] as? Int == undo)

        let listing = try home.run(["runs", "ls", "--format", "json", "--limit", "3"])
        let all = try #require(try JSONSerialization.jsonObject(with: Data(listing.out.utf8)) as? [[String: Any]])
        #expect(all.map { $0["run"] as? Int } == [undo, second, first])
        #expect(all[0]["kind"] as? String == "undo" && all[0]["undoes"] as? Int == second)

        try refused(65, home.run(["runs", "undo", "\(undo)"]), naming: "import again")
        try refused(65, home.run(["runs", "undo", "\(second)"]), naming: "already", "\(undo)")
        #expect(try home.json("ledger", "verify")["holds"] as? Bool == true)
    }

    @Test func `of one source are taken back newest first (65 names those to take back before)`() throws {
        try home.write("c.csv", "email,plan\nruns-4@example.com,free\n")
        try home.write("d.csv", "email,plan\nruns-4@example.com,pro\n")
        let first = try imported("c.csv", source: "runs c")
        let second = try imported("d.csv", source: "runs c")
        try refused(65, home.run(["runs", "undo", "\(first)"]), naming: "first take back \(second)")
        try home.done("runs", "undo", "\(second)")
        try home.done("runs", "undo", "\(first)")
    }

    @Test func `that recorded opt-outs need the flag and a reason`() throws {
        try home.importContacts(["runs-5@example.com"])
        try home.write("nos.csv", "email\nruns-5@example.com\n")
        let run = try home.json("import", "nos.csv", "--as", "opt-out", "--list", "news", "--source", "runs nos")
        #expect(run["removed"] as? Int == 1)
        let id = "\(try #require(run["run"] as? Int))"
        try refused(64, home.run(["runs", "undo", id]), naming: "--including-nos", "--reason")
        try refused(64, home.run(["runs", "undo", id, "--including-nos"]), naming: "--reason")
        #expect(try home.json("why", "runs-5@example.com", "--list", "news")["sendable"] as? Bool == false)
        try home.done("runs", "undo", id, "--including-nos", "--reason", "the wrong file")
        #expect(try home.json("why", "runs-5@example.com", "--list", "news")["sendable"] as? Bool == true)
    }

    @Test(arguments: ["show", "undo"]) func `that are unknown are a usage error (64)`(command: String) throws {
        try refused(64, home.run(["runs", command, "987654"]), naming: "987654", "runs ls")
        #expect(try home.run(["runs", command, "soon"]).code == 64)
    }

    private func imported(_ file: String, source: String) throws -> Int {
        let run = try home.json(
            "import", file, "--list", "news", "--basis", "consent", "--source", source, "--obtained-at", "2026-01-05")
        return try #require(run["run"] as? Int)
    }
}
