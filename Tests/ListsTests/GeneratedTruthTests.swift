import Foundation
import Testing

/// Files of tools/gen_contacts.py, whose truth is known to the row.
@Suite("A generated file", .servedHome, .serialized) struct GeneratedTruthTests {
    private let home: Home = Scope.home

    private struct Truth: Decodable {
        let rows: Int
        let duplicate: Int
        let invalid: [String: Int]
        // The generator's own name.
        let distinct_valid_max: Int
    }

    @Test(arguments: [("utf-8", "utf-8"), ("utf-8-bom", "utf-8"), ("cp932", "cp932"), ("utf-16", "utf-16")])
    func `is counted as the generator counts, to the row (E1–E3)`(written: String, read: String) throws {
        let python = try #require(
            Self.python, "no python3 here imports numpy: `make test` installs it (python3-numpy)")
        let name = "generated-\(written)"
        let generator = try Program(
            [
                python, "\(Binary.root)/tools/gen_contacts.py", "--rows", "20000", "--encoding", written, "--seed", "7",
                "--out", "\(name).csv", "--truth", "\(name).json",
            ], folder: home.folder, environment: home.environment)
        let generated = generator.wait()
        try #require(generated.code == 0, "\(generated)")
        let truth = try JSONDecoder().decode(Truth.self, from: Data(home.read("\(name).json").utf8))

        // Every file brings the same people: into a data folder of its own, so that they are new.
        let own = try Home()
        defer { own.remove() }
        try own.createList()
        let run = try own.json(
            "import", "\(home.folder)/\(name).csv", "--list", "news", "--basis", "consent", "--source", "generator",
            "--obtained-at", "2026-01-05", "--rejects", "rejects.csv")
        #expect(run["encoding"] as? String == read)
        #expect(run["rows"] as? Int == truth.rows)
        #expect(run["added"] as? Int == truth.distinct_valid_max)
        #expect(run["subscribed"] as? Int == truth.distinct_valid_max)
        #expect(run["duplicates"] as? Int == truth.duplicate)
        let invalid = truth.invalid.values.reduce(0, +)
        #expect(run["rejected"] as? Int == invalid)
        #expect(try Table(own.read("rejects.csv")).rows.count == invalid)
        let count = try own.json("segment", "count", "--where", "plan = \"pro\"", "--list", "news")["count"] as? Int
        let plain = try own.json("segment", "count", "--where", "plan = \"pro\"")["count"] as? Int
        #expect(count == plain && count ?? 0 > 1000)
        #expect(try own.json("ledger", "verify")["holds"] as? Bool == true)
    }

    private static let python: String? = ["python3", "/usr/bin/python3"].first { python in
        let environment = ProcessInfo.processInfo.environment
        let probe = try? Program([python, "-c", "import numpy"], folder: "/tmp", environment: environment)
        return probe?.wait().code == 0
    }
}
