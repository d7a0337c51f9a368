import Foundation
import Testing

/// The form and the confirmation without their database.
@Suite("Confirmed opt-in without its database") struct FormAwayTests {
    @Test(.home)
    func `form and confirmation answer 503 while the database is away, and the link works afterwards (A15)`()
        throws
    {
        let home = Scope.home!
        try home.done("list", "set", "news", "--public")
        let mail = try MailFolder(home)
        // As to a database of somebody else's: one of its own the service would start again.
        let url = "postgresql://meibo_app@/meibo?host=\(home.folder)/home/run"
        let keepsUp = try Service(home)
        let service = try Service(home, mail.settings.merging(["DATABASE_URL": url]) { $1 })
        #expect(try service.post("/subscribe/news", "email=away%40example.com").status == 200)
        let link = try #require(try mail.mails(1).first?.link)
        // The last one out stops the server.
        #expect(keepsUp.stop().code == 0)
        for answer in [
            try service.get("/subscribe/news"), try service.post("/subscribe/news", "email=new%40example.com"),
            try service.get(link), try service.post(link, "by=page"),
        ] {
            #expect(answer.status == 503, "\(answer)")
            #expect(answer["retry-after"].flatMap { Int($0) } != nil)
        }
        let again = try Service(home)
        defer { _ = again.stop() }
        #expect(try home.json("why", "away@example.com", "--list", "news")["reason"] as? String == "pending")
        #expect(try service.post(link, "by=page").status == 200)
        #expect(try home.json("why", "away@example.com", "--list", "news")["reason"] as? String == "subscribed")
        let end = service.stop()
        #expect(
            !end.error.contains(link.dropFirst(9)) && !end.error.contains("away@"), "a token or an address in the log")
    }
}
