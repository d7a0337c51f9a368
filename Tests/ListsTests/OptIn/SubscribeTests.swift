import Foundation
import Testing

/// From the form to the yes: `lists serve` with a command that takes its mails.
@Suite("Confirmed opt-in") struct SubscribeTests {
    @Test(.home)
    func
        `a request is mailed, its link changes nothing until the button is pressed, and why names the proof (A10, I2)`()
        throws
    {
        let home = Scope.home!
        try home.done("list", "set", "news", "--public")
        try home.write("notice.txt", "週に一度、新製品の案内をお送りします。\n")
        try home.done("notice", "add", "notice.txt", "--list", "news", "--locale", "ja")
        let mail = try MailFolder(home)
        let service = try Service(home, mail.settings.merging(["LISTS_KEEP_CLIENT": "yes"]) { $1 })
        defer { _ = service.stop() }

        let form = try service.get("/subscribe/news")
        #expect(form.status == 200)
        #expect(form.body.contains("週に一度") && form.body.contains("type=\"checkbox\"") && form.body.contains("Aoba"))
        #expect(!form.body.contains("checked"), "a box ticked beforehand yields no consent (I1)")
        let notice = try #require(form.body.firstMatch(of: /name="notice" value="([0-9a-f]{64})"/)).1
        let fields = "email=%20Hanako%40example.com&notice=\(notice)&website="
        let unticked = try service.post("/subscribe/news", fields)
        #expect(unticked.status == 400 && unticked.body.contains("チェック"))
        let taken = try service.post("/subscribe/news", fields + "&agree=yes")
        #expect(taken.status == 200 && taken.body.contains("受け付けました"), "\(taken)")
        #expect(try home.json("why", "hanako@example.com", "--list", "news")["reason"] as? String == "pending")

        let mails = try mail.mails(1)
        let first = try #require(mails.first)
        #expect(first.arguments == ["-i", "-f", "lists@aoba.example", "--", "Hanako@example.com"])
        #expect(first.headers["From"] == "Aoba <lists@aoba.example>" && first.headers["To"] == "Hanako@example.com")
        #expect(first.headers["Subject"] == "【News】登録の確認")
        #expect(first.headers["Auto-Submitted"] == "auto-generated" && first.headers["List-Id"] == "<news.127.0.0.1>")
        #expect(first.headers["Date"] != nil && first.headers["Message-Id"]?.hasSuffix("@aoba.example>") == true)
        #expect(first.body.contains("何もしないでください"))
        let link = try #require(first.link)

        for _ in 0..<2 {
            let page = try service.get(link)
            #expect(
                page.status == 200 && page.body.contains("<form method=\"post\">") && !page.body.contains("<script"))
            #expect(page["cache-control"] == "no-store" && page["referrer-policy"] == "no-referrer")
        }
        #expect(try service.send("HEAD", link).status == 200)
        #expect(try home.json("why", "hanako@example.com", "--list", "news")["reason"] as? String == "pending")

        #expect(try service.post(link, "by=page").body.contains("完了"))
        #expect(try service.post(link, "by=page").body.contains("登録されています"))
        let why = try home.json("why", "hanako@example.com", "--list", "news")
        #expect(why["reason"] as? String == "subscribed")
        let deciding = try #require(why["deciding"] as? [String: Any])
        #expect(deciding["method"] as? String == "confirmed" && deciding["notice"] as? String == String(notice))
        let evidence = try #require(deciding["evidence"] as? [String: Any])
        #expect(evidence["request_id"] != nil && evidence["confirmed_at"] != nil)
        #expect(evidence["ip"] as? String == "127.0.0.1")
        #expect(!service.program.errorSoFar.lowercased().contains("hanako"), "an address in the log")
        try home.done("ledger", "verify")
    }

    @Test(.home)
    func `nobody learns from the form who is on the list, and a program that fills in the trap does nothing`() throws {
        let home = Scope.home!
        try home.done("list", "set", "news", "--public")
        try home.createList("closed")
        try home.importContacts(["known@example.com"])
        try home.done("suppress", "add", "bounced@example.com", "--reason", "bounced")
        let mail = try MailFolder(home)
        mail.fails(true)
        let service = try Service(home, mail.settings)
        defer { _ = service.stop() }
        let answers = try ["known", "bounced", "new", "new"].map { name in
            try service.post("/subscribe/news", "email=\(name)%40example.com").body
        }
        #expect(Set(answers).count == 1)
        #expect(try service.post("/subscribe/news", "email=robot%40example.com&website=x").body == answers[0])
        #expect(try service.post("/subscribe/news", "email=nonsense").status == 400)
        #expect(try service.post("/subscribe/news", "email=a%40example.com%0D%0ABcc:%20b%40example.com").status == 400)
        // H9: no address is made up, also not out of bytes that are no text.
        for bytes in ["email=%ff%fe%40example.com", "email=caf%e9%40example.com", "email=%ef%bf%bd%40example.com"] {
            #expect(try service.post("/subscribe/news", bytes).status == 400, "\(bytes)")
        }
        let waiting = try home.run(["outbox", "ls", "--addresses", "--format", "csv"]).out
        #expect(waiting.contains("new@example.com") && !waiting.contains("robot") && !waiting.contains("known@"))
        #expect(try !home.done("outbox", "ls").contains("@"))
        #expect(try service.get("/subscribe/closed").status == 404)
        #expect(try service.get("/subscribe/none").status == 404)
        #expect(try service.post("/subscribe/closed", "email=new%40example.com").status == 404)
    }

    @Test(.home) func `a failing command is tried again, and outbox send hands over what is due`() throws {
        let home = Scope.home!
        try home.done("list", "set", "news", "--public", "--name", "News\tfor <you>", "--sender-name", "Aoba, \"Ltd\"")
        let mail = try MailFolder(home)
        mail.fails(true)
        let service = try Service(home, mail.settings)
        _ = try service.send(
            "POST", "/subscribe/news", ["Content-Type: application/x-www-form-urlencoded", "Accept-Language: en"],
            body: "email=taro%40example.com")
        var problem = ""
        for _ in 0..<100 where problem.isEmpty {
            problem = try home.sql("SELECT coalesce(max(problem), '') FROM outbox")
            usleep(100_000)
        }
        #expect(problem == "the command ended with 75")
        #expect(service.stop().error.contains("a mail could not be handed over: the command ended with 75"))
        // Not due yet.
        let keepsUp = try Service(home)
        defer { _ = keepsUp.stop() }
        let send = { try home.run(["outbox", "send", "--format", "csv"], mail.settings) }
        #expect(try send().out.hasSuffix("0,0,0\r\n"))
        _ = try home.sql("UPDATE outbox SET next_attempt_at = now()")
        let failed = try send()
        #expect(
            failed.out.hasSuffix("0,1,0\r\n") && failed.code == 75 && failed.error.contains("a mail was"), "\(failed)")
        mail.fails(false)
        _ = try home.sql("UPDATE outbox SET next_attempt_at = now()")
        #expect(try send().out.hasSuffix("1,0,0\r\n"))
        #expect(try send().out.hasSuffix("0,0,0\r\n"))
        let sent = try #require(try mail.mails(1).first)
        #expect(sent.headers["Subject"] == "Please confirm: News for <you>")
        #expect(sent.headers["From"] == "\"Aoba, \\\"Ltd\\\"\" <lists@aoba.example>", "\(sent.raw)")
        #expect(sent.body.contains("do nothing"))
        #expect(try home.run(["outbox", "send"]).code == 78)
    }

    @Test(.home) func `without a way for mail there is no form, and half of one is refused (78)`() throws {
        let home = Scope.home!
        try home.done("list", "set", "news", "--public")
        let service = try Service(home)
        defer { _ = service.stop() }
        #expect(try service.get("/subscribe/news").status == 404)
        #expect(try service.get("/confirm/\(String(repeating: "A", count: 64))").status == 404)
        for settings in [
            ["LISTS_MAIL_FROM": "lists@aoba.example"], ["LISTS_SMTP": "localhost"],
            ["LISTS_MAIL_FROM": "nobody", "LISTS_SMTP": "localhost"],
            ["LISTS_MAIL_FROM": "lists@aoba.example", "LISTS_SENDMAIL": "/nowhere"],
            ["LISTS_MAIL_FROM": "lists@aoba.example", "LISTS_SMTP": "smtp://x/y"],
            ["LISTS_MAIL_FROM": "lists@aoba.example", "LISTS_SMTP": "localhost", "LISTS_SMTP_CA": "/nowhere"],
            ["LISTS_MAIL_FROM": "lists@aoba.example", "LISTS_SMTP": "localhost", "LISTS_SMTP_CA": "/etc/passwd"],
            ["LISTS_MAIL_FROM": "lists@aoba.example", "LISTS_SMTP": "mail.example.jp:99999"],
            ["LISTS_MAIL_FROM": "lists@aoba.example", "LISTS_SMTP": "mail.example.jp:0"],
            ["LISTS_MAIL_FROM": "lists@aoba.example", "LISTS_SMTP": "mail.example.jp:"],
            ["LISTS_MAIL_FROM": "lists@aoba.example", "LISTS_SMTP": "smtp://u:p%zz@mail.example.jp"],
        ] {
            #expect(try home.run(["outbox", "send"], settings).code == 78, "\(settings)")
        }
    }

    @Test(.home)
    func `a client may send twenty forms a minute, and a proxy's word counts only if it is named (F4, F5)`() throws {
        let home = Scope.home!
        try home.done("list", "set", "news", "--public")
        let mail = try MailFolder(home)
        let service = try Service(home, mail.settings.merging(["LISTS_PROXIES": "127.0.0.1"]) { $1 })
        defer { _ = service.stop() }
        let post = { (client: String) in
            try service.send(
                "POST", "/subscribe/news",
                ["Content-Type: application/x-www-form-urlencoded", "X-Forwarded-For: 203.0.113.9, \(client)"],
                body: "email=nonsense")
        }
        for _ in 0..<20 { #expect(try post("192.0.2.1").status == 400) }
        let refused = try post("192.0.2.1")
        #expect(refused.status == 429 && refused["retry-after"] == "60")
        #expect(try post("192.0.2.2").status == 400)
        // No limit where one leaves.
        #expect(try service.click("/u/wrong").status == 404)
    }

    @Test(.home) func `a relay takes the mail by SMTP`() throws {
        let home = Scope.home!
        try home.done("list", "set", "news", "--public", "--name", "名簿ニュース")
        let port = try PostfixServer.freePort()
        let settings = ["LISTS_MAIL_FROM": "lists@aoba.example", "LISTS_SMTP": "127.0.0.1:\(port)"]
        let service = try Service(home, settings)
        defer { _ = service.stop() }
        #expect(try service.post("/subscribe/news", "email=smtp%40example.com").status == 200)
        // Nobody listens yet.
        var problem = ""
        for _ in 0..<100 where problem.isEmpty {
            problem = try home.sql("SELECT coalesce(max(problem), '') FROM outbox")
            usleep(100_000)
        }
        #expect(problem.hasPrefix("the relay cannot be used"), "\(problem)")
        let relay = try MailRelay(port: port, home)
        defer { relay.stop() }
        _ = try home.sql("UPDATE outbox SET next_attempt_at = now()")
        let delivered = try #require(try relay.delivered())
        #expect(delivered.sender == "lists@aoba.example" && delivered.recipients == ["smtp@example.com"])
        #expect(delivered.mail.headers["Subject"] == "【名簿ニュース】登録の確認")
        #expect(!delivered.mail.raw.contains("\n\n\n") && delivered.mail.raw.contains("\r\n"))
        let link = try #require(delivered.mail.link)
        #expect(try service.post(link, "by=page").status == 200)
        #expect(try home.json("why", "smtp@example.com", "--list", "news")["reason"] as? String == "subscribed")
    }
}
