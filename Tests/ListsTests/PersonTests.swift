import Foundation
import Testing

/// What a person may ask for, and what the operator does about one person, by command.
@Suite("One person", .servedHome, .serialized) struct PersonTests {
    private let home: Home = Scope.home

    @Test func `gets everything that is held, with evidence (I6)`() throws {
        try home.importContacts(["sora@example.com"])
        try home.done("optin", "sora@example.com", "--list", "news", "--evidence", "binder 3", "--at", "2026-02-01")
        try home.done("suppress", "add", "sora@example.com", "--reason", "bounced", "--evidence", "550 unknown")
        try home.done("suppress", "release", "sora@example.com", "--reason", "bounced")
        _ = try home.links()
        try home.done("contact", "export", "sora@example.com", "--output", "sora.json")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(home.read("sora.json").utf8)) as? [String: Any])
        #expect(document["address"] as? String == "sora@example.com")
        let held = try #require((document["held"] as? [[String: Any]])?.first)
        let count = { (name: String) in (held[name] as? [[String: Any]])?.count }
        #expect(count("contact") == 1 && count("grounds") == 1 && count("choices") == 1 && count("send_lists") == 1)
        let ledger = try #require(held["ledger"] as? [[String: Any]])
        #expect(Set(ledger.compactMap { $0["kind"] as? String }) == ["asserted", "opted_in", "suppressed", "released"])
        #expect(try home.read("sora.json").contains("binder 3"))
        #expect(try home.read("sora.json").contains("550 unknown"))
        let mode = try FileManager.default.attributesOfItem(atPath: "\(home.folder)/sora.json")[.posixPermissions]
        #expect(mode as? Int == 0o600)
        try refused(
            73, home.run(["contact", "export", "sora@example.com", "--output", "sora.json"]), naming: "sora.json")
        #expect(try home.done("contact", "export", "sora@example.com").contains("binder 3"))
    }

    @Test func `is erased only on purpose, and stays out of every later import (I7)`() throws {
        try home.importContacts(["nagi@example.com", "umi@example.com"])
        let link = try #require(try home.links()["nagi@example.com"])
        try refused(64, home.run(["contact", "erase", "nagi@example.com"]), naming: "--yes")
        #expect(try home.json("contact", "show", "nagi@example.com")["email"] as? String == "nagi@example.com")
        let erased = try home.json("contact", "erase", "nagi@example.com", "--yes")
        #expect(erased["contacts"] as? Int == 1 && erased["nos"] as? Int == 2)
        try home.importContacts(["nagi@example.com", "umi@example.com"])
        try refused(66, home.run(["contact", "show", "nagi@example.com"]))
        #expect(try home.json("why", "nagi@example.com", "--list", "news")["reason"] as? String == "erased")
        #expect(try Scope.service.click(link).status == 200)
        // A yes that is later than the click, in whole seconds.
        usleep(1_100_000)
        let now = ISO8601DateFormatter().string(from: Date())
        try refused(
            77, home.run(["optin", "nagi@example.com", "--list", "news", "--evidence", "a letter", "--at", now]))
        #expect(try home.json("ledger", "verify")["holds"] as? Bool == true)
        #expect(!(try home.done("contact", "ls").contains("nagi")))
    }

    @Test func `takes another address: a click in an old mail counts there`() throws {
        try home.importContacts(["old@example.com"])
        try home.done("contact", "set", "old@example.com", "--name", "渚", "--attribute", "Plan=pro")
        let link = try #require(try home.links()["old@example.com"])
        #expect(try home.json("contact", "move", "old@example.com", "new@example.com")["data_moved"] as? Bool == true)
        let show = try home.json("contact", "show", "new@example.com")
        #expect(show["name"] as? String == "渚")
        #expect(try home.json("why", "new@example.com", "--list", "news")["sendable"] as? Bool == true)
        #expect(try home.json("why", "old@example.com", "--list", "news")["reason"] as? String == "moved")
        #expect(try Scope.service.click(link).status == 200)
        #expect(try home.json("why", "new@example.com", "--list", "news")["reason"] as? String == "opted_out")
        let screen = try home.done("why", "new@example.com")
        #expect(screen.contains("moved from") && screen.contains("old@example.com"))
        try refused(64, home.run(["contact", "move", "old@example.com", "new@example.com"]), naming: "already")
        try refused(64, home.run(["contact", "move", "old@example.com", "OLD@example.com"]), naming: "same")
        try refused(66, home.run(["contact", "move", "nobody@example.com", "new@example.com"]))
    }

    @Test func `has data that can be put right; consent is not data`() throws {
        try home.importContacts(["hana@example.com"])
        let set = try home.json(
            "contact", "set", "hana@example.com", "--name", "花", "--locale", "ja", "--attribute", "Plan=pro",
            "--attribute", "City=a=b")
        #expect(set["name"] as? String == "花")
        #expect(set["attributes"] as? [String: String] == ["Plan": "pro", "City": "a=b"])
        let cleared = try home.json("contact", "set", "hana@example.com", "--name", "", "--unset", "Plan")
        #expect(cleared["name"] is NSNull)
        #expect(cleared["attributes"] as? [String: String] == ["City": "a=b"])
        for (arguments, word) in [
            ([], "--name"), (["--attribute", "Plan"], "NAME=VALUE"), (["--attribute", "Plan="], "--unset"),
            (["--attribute", "A=1", "--unset", "A"], "twice"),
        ] {
            try refused(64, home.run(["contact", "set", "hana@example.com"] + arguments), naming: word)
        }
        try refused(66, home.run(["contact", "set", "nobody@example.com", "--name", "x"]))
        try refused(65, home.run(["contact", "set", "no address", "--name", "x"]))
    }

    @Test func `has lines that can be taken back, an opt-out only with flag and reason`() throws {
        try home.importContacts(["riku@example.com"])
        let no = try home.json("optout", "riku@example.com", "--list", "news", "--source", "telephone")
        let event = try #require(no["event_id"] as? String)
        let void = ["ledger", "void", event, "--contact", "riku@example.com"]
        try refused(64, home.run(void), naming: "--including-nos")
        try refused(64, home.run(void + ["--including-nos"]), naming: "--reason")
        try refused(64, home.run(["ledger", "void", "x", "--contact", "riku@example.com"]), naming: "x")
        try refused(66, home.run(["ledger", "void", event, "--contact", "other@example.com"]))
        #expect(try home.json("why", "riku@example.com", "--list", "news")["reason"] as? String == "opted_out")
        let taken = try home.run(void + ["--including-nos", "--reason", "another Riku", "--format", "json"])
        #expect(taken.code == 0, "\(taken)")
        let why = try home.json("why", "riku@example.com", "--list", "news")
        #expect(why["reason"] as? String == "subscribed")
        #expect(why["rule"] as? String != nil)
        #expect(try home.done("why", "riku@example.com", "--list", "news").contains("another Riku"))
        #expect(try home.run(void + ["--including-nos", "--reason", "again"]).code == 0)
    }

    @Test func `says yes: the address is kept, also of one never seen, unless the date lies ahead`() throws {
        let yes = ["optin", "mei@example.com", "--list", "news", "--evidence", "a card", "--at"]
        try refused(65, home.run(yes + ["2099-01-01"]), naming: "2099-01-01", "ahead")
        try refused(66, home.run(["contact", "show", "mei@example.com"]))
        #expect(try home.run(yes + ["2026-03-01"]).code == 0)
        #expect(try home.links().keys.contains("mei@example.com"))
        try refused(
            64, home.run(["optin", "mei@example.com", "--list", "nowhere", "--evidence", "e", "--at", "2026-03-01"]),
            naming: "nowhere")
    }

    @Test func `never seen is told so by what reads`() throws {
        try refused(66, home.run(["contact", "export", "nobody@example.com"]))
        try refused(66, home.run(["contact", "show", "nobody@example.com"]))
        let why = try home.run(["why", "nobody@example.com"])
        #expect(why.code == 0 && why.error.contains("nothing is known"), "\(why)")
    }

    @Test func `says no under each form of an address`() throws {
        let output = try home.run(["optout", "<aoi@example.com>", "--all", "--source", "letter", "--format", "json"])
        #expect(output.code == 0, "\(output)")
        #expect(try home.json("why", "AOI@Example.com", "--list", "news")["reason"] as? String == "opted_out_all")
        try refused(64, home.run(["optout", "a@example.com", "--list", "nowhere", "--source", "s"]), naming: "nowhere")
        try refused(64, home.run(["optout", "a@example.com", "--source", "s"]), naming: "--all")
    }
}
