import Foundation
import Testing

/// How mails are handed to a relay, and what is done with what it says.
@Suite("A relay") struct RelayTests {
    /// Asks for an address on the form of a service, which hands the mail to a relay at `smtp`.
    private func ask(_ smtp: String, _ home: Home, _ more: [String: String] = [:]) throws -> Service {
        try home.done("list", "set", "news", "--public")
        let settings = ["LISTS_MAIL_FROM": "lists@aoba.example", "LISTS_SMTP": smtp]
        let service = try Service(home, settings.merging(more) { $1 })
        #expect(try service.post("/subscribe/news", "email=smtp%40example.com").status == 200)
        return service
    }

    /// What went wrong with the mail, as soon as something did.
    private func problem(_ home: Home) throws -> String {
        for _ in 0..<100 {
            let problem = try home.sql("SELECT coalesce(max(problem), '') FROM outbox")
            if !problem.isEmpty { return problem }
            usleep(100_000)
        }
        return ""
    }

    @Test(.home) func `takes mail by STARTTLS and a login, if its certificate is signed as was said`() throws {
        let home = Scope.home!
        let port = try PostfixServer.freePort()
        let (certificate, key) = try MailRelay.certificate(home)
        let relay = try MailRelay(port: port, home, "--tls", certificate, key, "--login", "aoba", "p@ss word")
        defer { relay.stop() }
        let place = "smtp://aoba:p%40ss%20word@127.0.0.1:\(port)"
        let service = try ask(place, home, ["LISTS_SMTP_CA": certificate])
        let delivered = try #require(try relay.delivered())
        #expect(delivered.isEncrypted && delivered.isLoggedIn)
        #expect(delivered.recipients == ["smtp@example.com"])
        let end = service.stop()
        #expect(end.code == 0 && !end.error.contains("p@ss") && !end.error.contains("p%40ss"), "\(end)")
    }

    @Test(.home) func `takes mail by TLS from the first byte`() throws {
        let home = Scope.home!
        let port = try PostfixServer.freePort()
        let (certificate, key) = try MailRelay.certificate(home)
        let relay = try MailRelay(port: port, home, "--implicit", certificate, key, "--login", "aoba", "secret")
        defer { relay.stop() }
        let service = try ask("smtps://aoba:secret@127.0.0.1:\(port)", home, ["LISTS_SMTP_CA": certificate])
        defer { _ = service.stop() }
        let delivered = try #require(try relay.delivered())
        #expect(delivered.isEncrypted && delivered.isLoggedIn)
    }

    @Test(.home) func `with a certificate of somebody else gets no mail and no password`() throws {
        let home = Scope.home!
        let port = try PostfixServer.freePort()
        let (certificate, key) = try MailRelay.certificate(home)
        let relay = try MailRelay(port: port, home, "--implicit", certificate, key)
        defer { relay.stop() }
        // The system's authorities did not sign it.
        let service = try ask("smtps://aoba:secret@127.0.0.1:\(port)", home)
        defer { _ = service.stop() }
        let problem = try problem(home)
        #expect(problem.hasPrefix("the relay cannot be used"), "\(problem)")
        #expect(!problem.contains("secret"))
    }

    @Test(.home) func `that offers no TLS gets nothing where TLS is demanded`() throws {
        let home = Scope.home!
        let port = try PostfixServer.freePort()
        let (certificate, _) = try MailRelay.certificate(home)
        let relay = try MailRelay(port: port, home)
        defer { relay.stop() }
        let service = try ask("127.0.0.1:\(port)", home, ["LISTS_SMTP_CA": certificate])
        defer { _ = service.stop() }
        let problem = try problem(home)
        #expect(problem.hasPrefix("the relay cannot be used"), "\(problem)")
    }

    @Test(.home) func `of another machine gets no password without TLS, and mail without a password as it can`() throws
    {
        let home = Scope.home!
        let port = try PostfixServer.freePort()
        let relay = try MailRelay(port: port, home)
        defer { relay.stop() }
        // This machine by a name that does not say so.
        let service = try ask("smtp://aoba:secret@0.0.0.0:\(port)", home)
        #expect(try problem(home).hasPrefix("the relay cannot be used"))
        _ = service.stop()
        let keepsUp = try Service(home)
        defer { _ = keepsUp.stop() }
        _ = try home.sql("UPDATE outbox SET next_attempt_at = now()")
        let settings = ["LISTS_MAIL_FROM": "lists@aoba.example", "LISTS_SMTP": "0.0.0.0:\(port)"]
        #expect(try home.run(["outbox", "send"], settings).code == 0)
        #expect(try relay.delivered()?.isEncrypted == false)
    }

    @Test(.home) func `that refuses a login or puts a mail off is asked again later`() throws {
        let home = Scope.home!
        let port = try PostfixServer.freePort()
        let relay = try MailRelay(port: port, home, "--refuse", "450")
        defer { relay.stop() }
        let service = try ask("127.0.0.1:\(port)", home)
        defer { _ = service.stop() }
        #expect(try problem(home) == "the relay answered 450")
        let waiting = try home.run(["outbox", "ls", "--format", "csv"]).out
        #expect(waiting.contains("the relay answered 450"))
        #expect(try home.sql("SELECT count(*) FROM outbox WHERE refused_at IS NULL AND next_attempt_at > now()") == "1")
    }

    @Test(.home) func `that says there is no such mailbox is not asked again (RFC 5321 §4.2.1)`() throws {
        let home = Scope.home!
        let port = try PostfixServer.freePort()
        let relay = try MailRelay(port: port, home, "--refuse", "550")
        defer { relay.stop() }
        let service = try ask("127.0.0.1:\(port)", home)
        defer { _ = service.stop() }
        #expect(try problem(home) == "the relay answered 550")
        #expect(try home.sql("SELECT count(*) FROM outbox WHERE refused_at IS NOT NULL") == "1")
        let settings = ["LISTS_MAIL_FROM": "lists@aoba.example", "LISTS_SMTP": "127.0.0.1:\(port)"]
        _ = try home.sql("UPDATE outbox SET next_attempt_at = now()")
        #expect(try home.run(["outbox", "send", "--format", "csv"], settings).out.hasSuffix("0,0,0\r\n"))
        // Neither for this request nor for another list, and the form says nothing of it.
        try home.createList("second")
        try home.done("list", "set", "second", "--public")
        for list in ["news", "second"] {
            #expect(try service.post("/subscribe/\(list)", "email=smtp%40example.com").status == 200)
        }
        #expect(try home.run(["outbox", "send", "--format", "csv"], settings).out.hasSuffix("0,0,0\r\n"))
        let record = try home.run(["outbox", "ls", "--format", "json"]).out
        #expect(
            record.contains("\"next_attempt_at\":null") || record.contains("\"next_attempt_at\" : null"), "\(record)")
        // A request that has run out goes, refused or not.
        _ = try home.sql("UPDATE outbox SET requested_at = requested_at - interval '8 days'")
        #expect(try home.run(["outbox", "send", "--format", "csv"], settings).out.hasSuffix("0,0,2\r\n"))
    }

    @Test(.home) func `in the middle of a mail lets the service end once that one is settled`() throws {
        let home = Scope.home!
        try home.done("list", "set", "news", "--public")
        let script = "\(home.folder)/slow"
        let text = "#!/bin/sh\ntouch '\(home.folder)/begun'; cat >/dev/null; sleep 3\n"
        _ = FileManager.default.createFile(
            atPath: script, contents: Data(text.utf8), attributes: [.posixPermissions: 0o755])
        let service = try Service(home, ["LISTS_MAIL_FROM": "lists@aoba.example", "LISTS_SENDMAIL": script])
        let keepsUp = try Service(home)
        defer { _ = keepsUp.stop() }
        for name in ["a", "b", "c"] {
            #expect(try service.post("/subscribe/news", "email=\(name)%40example.com").status == 200)
        }
        for _ in 0..<100 where !FileManager.default.fileExists(atPath: "\(home.folder)/begun") { usleep(50_000) }
        #expect(service.stop().code == 0)
        #expect(try home.sql("SELECT count(*) FILTER (WHERE sent_at IS NOT NULL) BETWEEN 1 AND 2 FROM outbox") == "t")
        #expect(try home.sql("SELECT count(*) FROM outbox WHERE problem IS NOT NULL") == "0")
    }
}
