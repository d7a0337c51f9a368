import Foundation
import Testing

/// `GET /u/{token}` and what its button does.
@Suite("The page behind a link", .servedHome) struct LinkPageTests {
    private let home: Home = Scope.home
    private let service: Service = Scope.service

    @Test func `is not stored, sends no referrer, is not indexed and loads nothing (F6, A11)`() throws {
        let link = try link(of: "page@example.com", list: "headers", named: "News")
        for answer in [try service.get(link), try service.get("/u/wrong"), try service.click(link)] {
            #expect(answer["cache-control"] == "no-store")
            #expect(answer["referrer-policy"] == "no-referrer")
            #expect(answer["x-robots-tag"]?.contains("noindex") == true)
            #expect(answer["set-cookie"] == nil)
            #expect(!answer.body.contains("<script") && !answer.body.contains("src=") && !answer.body.contains("http"))
        }
    }

    @Test func `speaks the reader's language`() throws {
        let link = try link(of: "language@example.com", list: "language", named: "News")
        for (accepted, language) in [
            ("ja", "ja"), ("en-GB,en;q=0.9", "en"), ("en;q=0.1, ja-JP", "ja"), ("fr, en;q=0.5", "en"), ("fr", "ja"),
            ("", "ja"), (";;q=x,,", "ja"),
        ] {
            let answer = try service.get(link, ["Accept-Language: \(accepted)"])
            #expect(answer.body.contains("<html lang=\"\(language)\">"), "\(accepted): \(answer.body.prefix(80))")
        }
    }

    @Test func `escapes the list's name`() throws {
        let link = try link(of: "markup@example.com", list: "markup", named: "<script>alert(1)</script>&\"'")
        let page = try service.get(link).body
        #expect(!page.contains("<script"))
        #expect(page.contains("&lt;script&gt;"))
        let done = try service.post(link, "by=page")
        #expect(done.status == 200)
        #expect(!done.body.contains("<script"))
    }

    @Test func `has a button that leaves, and says so afterwards (A10–A12)`() throws {
        let link = try link(of: "button@example.com", list: "button", named: "Weekly")
        let page = try service.get(link, ["Accept-Language: en"]).body
        #expect(page.contains("<form method=\"post\">"))
        #expect(page.contains("Weekly"))
        let done = try service.post(link, "by=page")
        #expect(done.status == 200)
        #expect(done["content-type"]?.hasPrefix("text/html") == true)
        let why = try home.json("why", "button@example.com", "--list", "button")
        #expect((why["deciding"] as? [String: Any])?["method"] as? String == "page")
        #expect(try service.get(link, ["Accept-Language: en"]).body.contains("unsubscribed"))
    }

    @Test func `never tells the address`() throws {
        let link = try link(of: "hidden@example.com", list: "hidden", named: "News")
        #expect(!(try service.get(link).body.contains("hidden@")))
        #expect(!(try service.post(link, "by=page").body.contains("hidden@")))
        #expect(!service.program.errorSoFar.contains(link.dropFirst(3)), "a token in the log")
    }

    @Test func `is beside the health routes`() throws {
        #expect(try service.get("/healthz").status == 200)
        #expect(try service.get("/readyz").status == 200)
        #expect(try service.get("/").status == 404)
    }

    private func link(of person: String, list: String, named name: String) throws -> String {
        try home.createList(list, name: name)
        let file = "\(list).csv"
        try home.write(file, "email\n\(person)\n")
        try home.done(
            "import", file, "--list", list, "--basis", "consent", "--source", "form", "--obtained-at", "2026-01-05")
        return try #require(try home.links(list: list)[person])
    }
}
