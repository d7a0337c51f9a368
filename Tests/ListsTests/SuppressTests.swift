import Foundation
import Testing

/// Suppressions by command.
@Suite("A suppression", .servedHome, .serialized) struct SuppressTests {
    private let home: Home = Scope.home

    @Test func `holds for every list, also of an address never seen, and its release lifts no no`() throws {
        let add = ["suppress", "add", "kai@example.com", "--reason", "manual", "--source", "lawyer"]
        #expect(try outcome(add) == "suppressed")
        #expect(try outcome(add) == "unchanged")
        try home.importContacts(["kai@example.com"])
        #expect(try reason("kai@example.com") == "suppressed")
        try home.done("optout", "kai@example.com", "--list", "news", "--source", "telephone")
        let release = try home.run(["suppress", "release", "kai@example.com", "--reason", "manual", "--format", "json"])
        #expect(release.code == 0 && release.error.contains("news"), "\(release)")
        #expect(try reason("kai@example.com") == "opted_out")
        #expect(try outcome(["suppress", "release", "kai@example.com", "--reason", "bounced"]) == "unchanged")
    }

    @Test func `comes from a file, with a header or without, is listed, and is taken back with its run`() throws {
        try home.importContacts(["b1@example.com", "b2@example.com", "b3@example.com"])
        try home.write("bounces.txt", "b1@example.com\nB1@example.com\nb9@example.com\nnonsense\n")
        let first = try home.json("suppress", "import", "bounces.txt", "--reason", "bounced", "--source", "old system")
        #expect(first["rows"] as? Int == 4 && first["suppressed"] as? Int == 2)
        #expect(first["duplicates"] as? Int == 1 && first["rejected"] as? Int == 1)
        #expect(try home.read("bounces.txt.rejects.csv").contains("nonsense"))
        try home.write("bounces.csv", "name,email\nx,b1@example.com\ny,b2@example.com\n")
        let plan = try home.json(
            "suppress", "import", "bounces.csv", "--reason", "bounced", "--source", "old system", "--dry-run")
        #expect(plan["suppressed"] as? Int == 1 && plan["unchanged"] as? Int == 1)
        #expect(try reason("b2@example.com") == "subscribed")
        let second = try home.json("suppress", "import", "bounces.csv", "--reason", "bounced", "--source", "old system")
        #expect(try reason("b2@example.com") == "bounced")
        let list = try home.run(["suppress", "ls", "--reason", "bounced", "--like", "b2@", "--format", "json"]).out
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(list.utf8)) as? [[String: Any]])
        #expect(rows.map { $0["email"] as? String } == ["b2@example.com"])
        #expect(rows.first?["source"] as? String == "old system")
        let run = try #require(second["run"] as? Int)
        try refused(64, home.run(["runs", "undo", "\(run)"]), naming: "--including-nos")
        try home.done("runs", "undo", "\(run)", "--including-nos", "--reason", "wrong file")
        #expect(try reason("b2@example.com") == "subscribed")
        #expect(try reason("b1@example.com") == "bounced")
        #expect(try home.json("ledger", "verify")["holds"] as? Bool == true)
    }

    @Test func `needs a reason that is one, a source that is not blank, and a file`() throws {
        try #expect(home.run(["suppress", "add", "a@example.com", "--reason", "whim"]).code == 64)
        try #expect(home.run(["suppress", "add", "a@example.com"]).code == 64)
        try refused(64, home.run(["suppress", "add", "a@example.com", "--reason", "manual", "--source", " "]))
        try refused(65, home.run(["suppress", "add", "nobody", "--reason", "manual"]))
        try refused(
            66, home.run(["suppress", "import", "none.csv", "--reason", "bounced", "--source", "s"]), naming: "none.csv"
        )
        try home.write("names.csv", "name\nA\n")
        try refused(
            65, home.run(["suppress", "import", "names.csv", "--reason", "bounced", "--source", "s"]),
            naming: "names.csv")
    }

    private func outcome(_ arguments: [String]) throws -> String? {
        let output = try home.run(arguments + ["--format", "json"])
        #expect(output.code == 0, "\(output)")
        return try (JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [String: Any])?["outcome"] as? String
    }

    private func reason(_ address: String) throws -> String? {
        try home.json("why", address, "--list", "news")["reason"] as? String
    }
}
