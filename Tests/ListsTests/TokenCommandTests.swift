import Foundation
import Testing

/// Links made by hand, and the keys behind them.
@Suite("A token", .servedHome, .serialized) struct TokenCommandTests {
    private let home: Home = Scope.home
    private let service: Service = Scope.service

    @Test func `can be made of an address never seen, and its click is a no (A2, A4)`() throws {
        let made = try home.json("token", "new", "Never@Seen.example", "--list", "news")
        let url = try #require(made["url"] as? String)
        #expect(url.wholeMatch(of: /http:\/\/127\.0\.0\.1:8080\/u\/[A-Za-z0-9_-]{64}/) != nil, "\(url)")
        #expect(try service.click(String(url.dropFirst("http://127.0.0.1:8080".count))).status == 200)
        #expect(try home.json("why", "never@seen.example", "--list", "news")["reason"] as? String == "opted_out")
    }

    @Test func `says what it is, and a forged one says nothing (65, A5)`() throws {
        try home.importContacts(["shown@example.com"])
        let link = try #require(try home.links()["shown@example.com"])
        let shown = try home.json("token", "show", "https://anywhere.example\(link)")
        #expect(shown["valid"] as? Bool == true)
        #expect(shown["email"] as? String == "shown@example.com")
        #expect(shown["list"] as? String == "news")
        #expect(shown["send_list"] as? Int != nil)
        let token = link.dropFirst("/u/".count)
        let forged = token.dropLast() + (token.last == "A" ? "B" : "A")
        for wrong in [String(forged), "x", "", String(token.dropLast())] {
            let output = try home.run(["token", "show", wrong])
            refused(65, output)
            #expect(!output.error.contains(token.prefix(20)), "a token in a message")
        }
        try refused(64, home.run(["token", "new", "a@example.com", "--list", "nowhere"]), naming: "nowhere")
        try refused(65, home.run(["token", "new", "nobody", "--list", "news"]))
        let noURL = try home.run(["token", "new", "a@example.com", "--list", "news"], ["LISTS_BASE_URL": nil])
        refused(78, noURL, naming: "LISTS_BASE_URL")
    }

    @Test func `of an old key works after a rotation, one of a new key at once, one of a revoked key no more (A17)`()
        throws
    {
        let people = ["old@example.com", "older@example.com", "new@example.com"]
        try home.importContacts(people)
        let old = try home.links()
        let key = try home.json("key", "rotate")
        #expect(key["signs"] as? Bool == true)
        let number = try #require(key["key"] as? Int)
        let new = try home.links()
        #expect(try service.click(try #require(new["new@example.com"])).status == 200)
        #expect(try service.click(try #require(old["old@example.com"])).status == 200)
        // A number that no key has is asked for once a second, and is forged.
        let claimed = "/u/AQ__" + (try #require(new["new@example.com"])).dropFirst("/u/AQAC".count)
        #expect(try service.click(claimed).status == 404)

        try refused(64, home.run(["key", "revoke", "\(number)", "--break-links"]), naming: "signs", "rotate")
        try refused(64, home.run(["key", "revoke", "99"]), naming: "99")
        try refused(64, home.run(["key", "revoke", "\(number - 1)"]), naming: "--break-links", "send lists")
        let gone = try home.json("key", "revoke", "\(number - 1)", "--break-links")
        #expect(gone["revoked_at"] as? String != nil)
        let dead = try #require(old["older@example.com"])
        let deadline = Date().addingTimeInterval(60)
        while try service.get(dead).status != 404, Date() < deadline { usleep(100_000) }
        #expect(try service.click(dead).status == 404)
        #expect(try home.run(["token", "show", dead]).code == 65)
        #expect(try service.click(try #require(new["older@example.com"])).status == 200)
        let keys = try home.done("key", "ls", "--format", "csv").split(whereSeparator: \.isNewline)
        #expect(keys.count == number + 1)
    }
}
