import Foundation
import Testing

/// The whole path with the sample data: import, segment, send list, click, gone.
@Suite("The main path", .servedHome) struct MainPathTests {
    private let home: Home = Scope.home
    private let customers = [
        "import", "\(Binary.root)/examples/customers-ja.csv", "--list", "news", "--basis", "transaction", "--source",
        "店頭 2026", "--obtained-at", "2026-04-01", "--rejects", "rejects.csv",
    ]
    private let signUps = [
        "import", "\(Binary.root)/examples/signups-en.csv", "--list", "news", "--basis", "consent", "--source",
        "Web form", "--obtained-at", "column:Signed up", "--rejects", "rejects-en.csv",
    ]
    private static let runKeys: Set<String> = [
        "run", "dry_run", "rows", "added", "updated", "unchanged", "duplicates", "rejected", "repaired", "protected",
        "subscribed", "removed", "lifted", "rejections_file", "seconds", "encoding", "input_format", "mapping",
    ]

    @Test func `people go in, into a send list, click, and never come back`() throws {
        let first = try object(customers)
        #expect(Set(first.keys).isSuperset(of: Self.runKeys), "missing: \(Self.runKeys.subtracting(first.keys))")
        try expect(first, rows: 60, added: 55, duplicates: 2, rejected: 3)
        #expect(first["repaired"] as? Int == 4)
        #expect(first["encoding"] as? String == "cp932")
        let rejects = try Table(home.read("rejects.csv"))
        #expect(Array(rejects.header.suffix(3)) == ["line", "column", "reason"])
        #expect(rejects.rows.map { $0["line"] } == ["32", "44", "56"])
        try expect(try object(signUps), rows: 40, added: 39, rejected: 1)
        try expect(try object(customers), rows: 60, unchanged: 55, duplicates: 2, rejected: 3)

        try home.done("segment", "set", "regulars", "会員種別 = \"ゴールド\" OR Plan = \"business\"")
        #expect(try home.json("segment", "count", "regulars", "--list", "news")["count"] as? Int == 18)
        let export = try checkedExport(folder: "one", recipients: 18)
        #expect(export["excluded"] as? [String: Int] == [:])

        let leaver = "hanako.yamada@example.com"
        let rows = try Table(home.read("one/recipients.csv"))
        let link = try #require(try rows.column("unsubscribe_url", by: "email")[leaver])
        #expect(try Scope.service.click(URL(string: link)!.path).status == 200)
        let next = try checkedExport(folder: "two", recipients: 17)
        #expect(next["excluded"] as? [String: Int] == ["opted_out": 1])
        #expect(!(try home.read("two/recipients.csv").contains(leaver)))

        let again = try object(customers)
        try expect(again, rows: 60, unchanged: 54, duplicates: 2, rejected: 3, protected: 1)
        #expect(!(try home.read(checkedExport(folder: "three", recipients: 17, read: true)).contains(leaver)))
        try whyNamesTheClick(leaver)
        #expect(try home.json("ledger", "verify")["holds"] as? Bool == true)
    }

    private func whyNamesTheClick(_ leaver: String) throws {
        let why = try home.json("why", leaver, "--list", "news")
        let keys: Set = ["address", "contact_id", "list", "sendable", "status", "reason", "deciding", "history"]
        #expect(Set(why.keys).isSuperset(of: keys), "missing: \(keys.subtracting(why.keys))")
        #expect(why["sendable"] as? Bool == false)
        #expect(why["reason"] as? String == "opted_out")
        let deciding = try #require(why["deciding"] as? [String: Any])
        let inner: Set = ["event_id", "kind", "occurred_at", "source", "basis", "notice"]
        #expect(Set(deciding.keys).isSuperset(of: inner), "missing: \(inner.subtracting(deciding.keys))")
        #expect(deciding["kind"] as? String == "opted_out")
        #expect(deciding["method"] as? String == "one_click")
        let history = try #require(why["history"] as? [[String: Any]])
        #expect(history.last?["event_id"] as? String == deciding["event_id"] as? String)
    }

    @discardableResult
    private func checkedExport(folder: String, recipients: Int) throws -> [String: Any] {
        let export = try home.json(
            "export", "news", "--segment", "regulars", "--engine", "csv", "--output", folder)
        let keys: Set = [
            "send_list", "list", "recipients", "excluded", "files", "manifest", "as_of", "expires_at",
        ]
        #expect(Set(export.keys).isSuperset(of: keys), "missing: \(keys.subtracting(export.keys))")
        #expect(export["recipients"] as? Int == recipients)
        let files = try #require(export["files"] as? [[String: Any]])
        #expect(files.map { $0["rows"] as? Int } == [recipients])
        #expect(Set(files[0].keys).isSuperset(of: ["path", "rows", "sha256"]))
        let manifest = try #require(export["manifest"] as? String)
        #expect(try home.json("export", "verify", manifest)["valid"] as? Bool == true)
        return export
    }

    private func checkedExport(folder: String, recipients: Int, read: Bool) throws -> String {
        try checkedExport(folder: folder, recipients: recipients)
        return "\(folder)/recipients.csv"
    }

    private func object(_ arguments: [String]) throws -> [String: Any] {
        let output = try home.run(arguments + ["--format", "json"])
        try #require(output.code == 0, "\(output)")
        return try #require(try JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [String: Any])
    }

    private func expect(
        _ run: [String: Any], rows: Int, added: Int = 0, unchanged: Int = 0, duplicates: Int = 0, rejected: Int = 0,
        protected: Int = 0, at location: SourceLocation = #_sourceLocation
    ) throws {
        let wanted = [
            "rows": rows, "added": added, "updated": 0, "unchanged": unchanged, "duplicates": duplicates,
            "rejected": rejected, "protected": protected, "removed": 0, "lifted": 0,
        ]
        for (key, count) in wanted {
            #expect(run[key] as? Int == count, "\(key) in \(run)", sourceLocation: location)
        }
    }
}
