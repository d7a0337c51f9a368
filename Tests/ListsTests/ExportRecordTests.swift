import Foundation
import Testing

/// Who was in which file, and files that only some can read.
@Suite("The records of exports", .servedHome, .serialized) struct ExportRecordTests {
    private let home: Home = Scope.home

    @Test func `say of a person which files, which fields, when and by whom (H10)`() throws {
        try home.createList("records")
        try home.write("records.csv", "email,plan,birthday\nleaked@example.com,pro,1990-01-01\nother@example.com,,\n")
        try home.done(
            "import", "records.csv", "--list", "records", "--basis", "consent", "--source", "s", "--obtained-at",
            "2026-01-05")
        try home.done("export", "records", "--engine", "csv", "--fields", "name,plan", "--output", "records-1")
        try home.done(
            "export", "records", "--engine", "excel", "--where", "plan = pro", "--output", "records-2.csv")
        try home.done("optout", "other@example.com", "--list", "records", "--source", "telephone")
        try home.done("export", "recheck", "records-1/manifest.json", "--apply")
        let found = try array("export", "find", "LEAKED@example.com")
        #expect(found.map { $0["file"] as? String } == ["recipients.csv", "records-2.csv"])
        #expect((found[0]["fields"] as? [String])?.contains("birthday") == false)
        #expect((found[1]["fields"] as? [String])?.contains("birthday") == true)
        #expect(found.allSatisfy { $0["actor"] as? String != nil && $0["as_of"] as? String != nil })
        let other = try array("export", "find", "other@example.com")
        #expect(other.count == 1 && other[0]["removed_for"] as? String == "opted_out")
        #expect(try array("export", "find", "nobody@example.com").isEmpty, "nobody is done, without rows")
        try refused(64, home.run(["export", "find", "no address"]))

        let all = try array("export", "ls", "--list", "records")
        #expect(all.map { $0["engine"] as? String } == ["excel", "csv"])
        #expect(all[0]["expression"] as? String == "plan = pro" && all[0]["recipients"] as? Int == 1)
        #expect(all[1]["removed"] as? Int == 1)
        let number = try #require(all[1]["send_list"] as? Int)
        let shown = try home.json("export", "show", "\(number)")
        let manifest = try #require(shown["manifest"] as? [String: Any])
        #expect(manifest["send_list"] as? Int == number && manifest["signature"] != nil)
        #expect(
            (manifest["footer"] as? String)?.contains("Sendai") == true, "the sender's text for the foot of the mail")
        try refused(66, home.run(["export", "show", "999999"]), naming: "999999")
    }

    @Test(arguments: ["age", "gpg"]) func `of encrypted files: only who has the key reads them`(tool: String) throws {
        let list = "secret-\(tool)"
        try home.createList(list)
        try home.importContacts((1...50).map { "secret\($0)@example.com" }, list: list)
        let key = try tool == "age" ? ageKey() : gpgKey()
        // GnuPG leaves its agent behind.
        defer { if tool == "gpg" { _ = try? self.tool("gpgconf", "--kill", "all") } }
        let arguments = ["export", list, "--engine", "csv", "--encrypt-to", key, "--output", list]
        let output = try home.run(arguments, ["GNUPGHOME": "\(home.folder)/gnupg"])
        try #require(output.code == 0, "\(output)")
        let file = "\(list)/recipients.csv.\(tool)"
        let bytes = try #require(FileManager.default.contents(atPath: "\(home.folder)/\(file)"))
        #expect(bytes.range(of: Data("@example.com".utf8)) == nil)
        try home.done("export", "verify", "\(list)/manifest.json")
        #expect(try Table(decrypted(file, tool)).rows.count == 50)
        // The bundle written anew is encrypted again.
        try home.done("optout", "secret1@example.com", "--list", list, "--source", "telephone")
        let again = try home.run(
            ["export", "recheck", "\(list)/manifest.json", "--apply"], ["GNUPGHOME": "\(home.folder)/gnupg"])
        try #require(again.code == 0, "\(again)")
        #expect(try Table(decrypted(file, tool)).rows.count == 49)
    }

    @Test func `encrypted to a key that is none leave nothing behind (64), and without the tool (78)`() throws {
        try home.importContacts(["plain@example.com"])
        let arguments = ["export", "news", "--engine", "csv", "--output", "none", "--encrypt-to"]
        try refused(64, home.run(arguments + ["age1nonsense"]), naming: "age")
        try refused(64, home.run(arguments + ["nobody@nowhere.example"]), naming: "gpg")
        try refused(64, home.run(arguments + ["age1x", "--encrypt-to", "somebody"]), naming: "both")
        try refused(
            64, home.run(["export", "news", "--engine", "csv", "--output", "-", "--encrypt-to", "age1x"]),
            naming: "file")
        try FileManager.default.createDirectory(atPath: "\(home.folder)/empty", withIntermediateDirectories: true)
        let output = try home.run(arguments + ["age1nonsense"], ["PATH": "\(home.folder)/empty"])
        refused(78, output, naming: "age", "apt-get install")
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.folder).filter { $0.hasPrefix("none") } == [])
    }

    private func ageKey() throws -> String {
        let output = try tool("age-keygen", "-o", "age.key")
        return try #require((output.error + output.out).split(separator: "\n").last?.split(separator: " ").last)
            .description
    }

    private func gpgKey() throws -> String {
        try FileManager.default.createDirectory(
            atPath: "\(home.folder)/gnupg", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        _ = try tool(
            "gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "list@aoba.example", "default",
            "default", "never")
        let listing = try tool("gpg", "--batch", "--with-colons", "--fingerprint").out
        return try #require(listing.split(separator: "\n").first { $0.hasPrefix("fpr:") }?.split(separator: ":").last)
            .description
    }

    private func decrypted(_ file: String, _ tool: String) throws -> String {
        try tool == "age"
            ? self.tool("age", "--decrypt", "-i", "age.key", file).out
            : self.tool("gpg", "--batch", "--quiet", "--decrypt", file).out
    }

    private func tool(_ arguments: String...) throws -> Program.Output {
        let environment = ["PATH": "/usr/bin:/bin", "GNUPGHOME": "\(home.folder)/gnupg"]
        let output = try Program(arguments, folder: home.folder, environment: environment).wait()
        try #require(output.code == 0, "\(arguments): \(output)")
        return output
    }

    private func array(_ arguments: String...) throws -> [[String: Any]] {
        let output = try home.run(arguments + ["--format", "json"])
        try #require(output.code == 0, "\(output)")
        return try #require(JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [[String: Any]])
    }
}
