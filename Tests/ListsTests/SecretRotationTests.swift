import Foundation
import TestSupport
import Testing

/// `lists secret rotate`: at no moment is the right secret nowhere.
@Suite("A rotation of the root secret") struct SecretRotationTests {
    @Test(.home) func `leaves contacts, links and signatures as they are`() throws {
        let home = Scope.home!
        try home.importContacts(["kept@example.com"])
        let link = try #require(try home.links()["kept@example.com"])
        try home.done("export", "news", "--engine", "csv", "--output", "before")
        let id = try id(home)
        let service = try Service(home)
        defer { _ = service.stop() }
        let old = try home.read("home/secret")
        let outcome = try home.json("secret", "rotate")
        #expect(try home.read("home/secret") != old)
        let previous = try #require(outcome["previous"] as? String)
        #expect(try String(contentsOfFile: previous, encoding: .utf8) == old)
        #expect(!home.exists("home/secret.next"))
        #expect(try self.id(home) == id)
        try home.done("export", "verify", "before/manifest.json")
        try refused(78, home.run(["list", "ls"], ["LISTS_SECRET_FILE": previous]), naming: "secret")
        // The running service goes on, and learns of a key that is wrapped under the new secret.
        try home.done("key", "rotate")
        let new = try #require(try home.links()["kept@example.com"])
        #expect(try service.click(new).status == 200)
        #expect(try service.click(link).status == 200)
    }

    @Test(.home) func `that was cut off after its commit is brought to its end by the next command`() throws {
        let home = Scope.home!
        for command in [["list", "ls"], ["init"], ["db", "check"]] {
            let previous = try #require(try home.json("secret", "rotate")["previous"] as? String)
            // As the files lie between the commit and the renaming.
            rename("\(home.folder)/home/secret", "\(home.folder)/home/secret.next")
            rename(previous, "\(home.folder)/home/secret")
            let output = try home.run(command)
            #expect(output.code == 0, "\(output)")
            #expect(!home.exists("home/secret.next"))
            try home.done("list", "ls")
        }
    }

    @Test(.home) func `that was cut off before its commit is as if it had not been`() throws {
        let home = Scope.home!
        try home.write("home/secret.next", String(repeating: "never committed ", count: 3))
        chmod("\(home.folder)/home/secret.next", 0o600)
        try home.done("list", "ls")
        try home.done("secret", "rotate")
        try home.done("list", "ls")
        #expect(!home.exists("home/secret.next"))
    }

    @Test(.home) func `may be killed at any moment`() throws {
        let home = Scope.home!
        try home.importContacts(["kept@example.com"])
        let id = try id(home)
        let keeper = try Service(home)
        defer { _ = keeper.stop() }
        let seed = UInt64.random(in: 0...9999)
        var random = SplitMix(seed: seed)
        for round in 1...CrashTests.rounds * 2 {
            let program = try home.start(["secret", "rotate"])
            usleep(UInt32.random(in: 1_000...300_000, using: &random))
            program.kill(SIGKILL)
            _ = program.wait()
            #expect(try self.id(home) == id, "seed \(seed), round \(round)")
        }
    }

    @Test(.home) func `of a secret from the environment needs a file for the new one`() throws {
        let home = Scope.home!
        let old = try home.read("home/secret").trimmingCharacters(in: .whitespacesAndNewlines)
        refused(64, try home.run(["secret", "rotate"], ["LISTS_SECRET": old]), naming: "--new-secret-file")
        let output = try home.run(["secret", "rotate", "--new-secret-file", "new"], ["LISTS_SECRET": old])
        #expect(output.code == 0, "\(output)")
        #expect(try home.run(["list", "ls"], ["LISTS_SECRET": old]).code == 78)
        let new = try home.read("new").trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try home.run(["list", "ls"], ["LISTS_SECRET": new]).code == 0)
        // A secret that is too short changes nothing.
        try home.write("short", "short")
        chmod("\(home.folder)/short", 0o600)
        refused(
            78, try home.run(["secret", "rotate", "--new-secret-file", "short"], ["LISTS_SECRET": new]), naming: "short"
        )
        #expect(try home.run(["list", "ls"], ["LISTS_SECRET": new]).code == 0)
    }

    private func id(_ home: Home) throws -> String? {
        try home.json("why", "kept@example.com", "--list", "news")["contact_id"] as? String
    }
}
