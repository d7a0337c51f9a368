import Foundation
import Testing

/// `ledger seal`, `ledger seals` and `ledger verify`, as an operator and an auditor run them.
@Suite("Seals", .servedHome) struct LedgerSealTests {
    private let home: Home = Scope.home

    @Test func `close what is new, chain, and verify against a root that was kept`() throws {
        #expect(try home.run(["ledger", "seal"]).code == 0, "an empty ledger is no fault")
        try home.importContacts(["one@example.com", "two@example.com"])
        let first = try home.json("ledger", "seal")
        #expect(first["seal"] as? Int == 1)
        #expect(first["lines"] as? Int == 2)
        let root = try #require(first["root"] as? String)
        #expect(root.wholeMatch(of: /[0-9a-f]{64}/) != nil)
        try home.done("optout", "one@example.com", "--list", "news", "--source", "telephone")
        #expect(try home.json("ledger", "verify")["unsealed"] as? Int == 1)
        let printed = try home.done("ledger", "seal", "--print").trimmingCharacters(in: .whitespacesAndNewlines)
        let again = try home.run(["ledger", "seal", "--print"])
        #expect(again.out.trimmingCharacters(in: .whitespacesAndNewlines) == printed)
        #expect(again.error.contains("nothing was appended since seal 2"))
        let seals = try home.run(["ledger", "seals", "--format", "csv"]).out
        let rows = try Table(seals).rows
        #expect(rows.map { $0["seal"] } == ["1", "2"])
        #expect(rows.map { $0["root"] } == [root, printed])
        #expect(rows.map { $0["previous"] } == ["", root])

        let verified = try home.json("ledger", "verify", "--anchor", root)
        #expect(verified["holds"] as? Bool == true)
        #expect(verified["anchor"] as? Int == 1)
        #expect(verified["seals"] as? Int == 2)
        #expect(verified["sealed"] as? Int == 3)
        #expect(verified["root"] as? String == printed)

        try refused(64, home.run(["ledger", "verify", "--anchor", "xyz"]), naming: "--anchor", "xyz")
        let other = String(repeating: "0", count: 64)
        try differs(home.run(["ledger", "verify", "--anchor", other]), "no seal has this root")

        // Somebody with every right in the database.
        let line = try home.sql(
            "UPDATE consent_events SET actor = 'nobody' WHERE kind = 'opted_out' RETURNING contact_id || ' ' || event_id"
        )
        let ids = line.split(separator: " ").map(String.init)
        try differs(
            home.run(["ledger", "verify"]), "seal 2: contact \(ids[0]), event \(ids[1]) is not what was sealed")
        _ = try home.sql("DELETE FROM seals WHERE seal_number = 1")
        try differs(home.run(["ledger", "verify"]), "seal 1 is missing")
    }

    /// Expects a verification that printed its report and named what is wrong.
    private func differs(_ output: Program.Output, _ words: String, at location: SourceLocation = #_sourceLocation) {
        #expect(output.code == 65, "\(output)", sourceLocation: location)
        #expect(output.out.contains("holds"), "\(output)", sourceLocation: location)
        #expect(output.error.contains(words), "no “\(words)”: \(output)", sourceLocation: location)
    }
}

/// A backup takes the seals along.
@Suite("Seals after a restore", .servedHome) struct RestoredSealTests {
    private let home: Home = Scope.home

    @Test func `still verify, and go on with an epoch of the new server's own`() throws {
        try home.importContacts((1...50).map { "person\($0)@example.com" })
        let root = try #require(try home.json("ledger", "seal")["root"] as? String)
        try home.done("optout", "person1@example.com", "--list", "news", "--source", "telephone")
        try home.done("db", "backup", "backup")

        let restored: [String: String?] = ["LISTS_HOME": "\(home.folder)/restored"]
        func run(_ arguments: String...) throws -> [String: Any] {
            let output = try home.run(arguments + ["--format", "json"], restored)
            try #require(output.code == 0, "\(output)")
            return try #require(try JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [String: Any])
        }
        _ = try run("db", "restore", "backup")
        let verified = try run("ledger", "verify", "--anchor", root)
        #expect(verified["holds"] as? Bool == true)
        #expect(verified["sealed"] as? Int == 50)
        #expect(verified["unsealed"] as? Int == 1)
        _ = try run("optout", "person2@example.com", "--list", "news", "--source", "telephone")
        let seal = try run("ledger", "seal")
        #expect(seal["lines"] as? Int == 2)
        #expect(seal["epoch"] as? Int == 2)
        let after = try run("ledger", "verify", "--anchor", root)
        #expect(after["holds"] as? Bool == true)
        #expect(after["sealed"] as? Int == 52)
    }
}
