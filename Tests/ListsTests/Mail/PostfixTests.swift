import Foundation
import Testing

/// A real Postfix that asks `lists policy`, and a sink behind it.
@Suite("Postfix with the gate") struct PostfixTests {
    @Test(.servedHome) func `refuses who may not be mailed at RCPT, and a blast at DATA, each with the reason`() throws
    {
        let home = Scope.home!
        try home.done("list", "set", "news", "--sender-email", "news@aoba.example")
        try home.importContacts(["in@example.com", "out@example.com", "a..b@docomo.ne.jp"])
        try home.done("optout", "out@example.com", "--list", "news", "--source", "telephone")
        let policy = try Policy(home, "--max-recipients", "3")
        defer { _ = policy.stop() }
        let postfix = try PostfixServer(policy: policy.name)
        defer { postfix.stop() }

        let refused = try postfix.talk([
            "EHLO client.example", "MAIL FROM:<news+1@aoba.example>", "RCPT TO:<out@example.com>",
            "RCPT TO:<stranger@example.com>", "RCPT TO:<In@Example.com>",
            "RCPT TO:<\"a..b\"@docomo.ne.jp>", "DATA",
        ])
        #expect(refused[3].hasPrefix("554 5.7.1 ") && refused[3].contains("news: opted_out"), "\(refused)")
        #expect(refused[4].hasPrefix("554 5.7.1 ") && refused[4].contains("news: none"), "\(refused)")
        #expect(refused[5].hasPrefix("250 ") && refused[6].hasPrefix("250 "), "\(refused)")
        #expect(refused[7].hasPrefix("554 5.7.1 ") && refused[7].contains("one recipient a message"), "\(refused)")

        let mail = ["EHLO client.example", "MAIL FROM:<news@aoba.example>", "RCPT TO:<in@example.com>", "DATA"]
        let passed = try postfix.talk(mail + ["Subject: news\r\n\r\nHello\r\n."])
        #expect(passed[4].hasPrefix("354") && passed[5].hasPrefix("250"), "\(passed)")

        let people = (1...4).map { "RCPT TO:<friend\($0)@example.com>" }
        let blast = try postfix.talk(["EHLO client.example", "MAIL FROM:<boss@aoba.example>"] + people + ["DATA"])
        #expect(blast[3...6].allSatisfy { $0.hasPrefix("250") }, "\(blast)")
        #expect(blast[7].hasPrefix("554 5.7.1 ") && blast[7].contains("4"), "\(blast)")
        let few = try postfix.talk(
            ["EHLO client.example", "MAIL FROM:<boss@aoba.example>"] + people.prefix(3) + [
                "DATA", "Subject: lunch\r\n\r\nNoon?\r\n.",
            ])
        #expect(few.last!.hasPrefix("250"), "\(few)")

        let delivered = try postfix.delivered(2)
        #expect(delivered.count == 2)
        #expect(delivered.map(\.recipients).contains(["in@example.com"]))
        #expect(!delivered.flatMap(\.recipients).contains("out@example.com"))
    }

    @Test(.home) func `defers a list's mail while the database is away, or the gate is (A15)`() throws {
        let home = Scope.home!
        try home.done("list", "set", "news", "--sender-email", "news@aoba.example")
        try home.importContacts(["in@example.com"])
        // As with a database elsewhere: an embedded one of its own the gate would start again.
        let keeper = try Service(home)
        let policy = try Policy(
            home, settings: ["DATABASE_URL": "postgresql://meibo_app@/meibo?host=\(home.folder)/home/run"])
        let postfix = try PostfixServer(policy: policy.name)
        defer { postfix.stop() }
        let mail = ["EHLO client.example", "MAIL FROM:<news@aoba.example>", "RCPT TO:<in@example.com>"]
        #expect(try postfix.talk(mail)[3].hasPrefix("250"))
        // The last one out stops the server.
        #expect(keeper.stop().code == 0)
        #expect(!home.exists("home/postgres/postmaster.pid"))
        let away = try postfix.talk(mail)[3]
        #expect(away.hasPrefix("450 4.3.0 "), "\(away)")
        // The others' mail is not held up: no list is asked for.
        let other = try postfix.talk([mail[0], "MAIL FROM:<boss@aoba.example>", "RCPT TO:<in@example.com>"])[3]
        #expect(other.hasPrefix("250"), "\(other)")
        let again = try Service(home)
        defer { _ = again.stop() }
        #expect(try postfix.talk(mail)[3].hasPrefix("250"))
        #expect(policy.stop().code == 0)
        let gone = try postfix.talk(mail)[3]
        #expect(gone.hasPrefix("451 4.3.5 "), "\(gone)")
    }

    @Test(.servedHome) func `delivers a send list, one message a person, as the lint wants it (A1–A4, A13, B1–B3, G1)`()
        throws
    {
        let home = Scope.home!
        try home.done("list", "set", "news", "--sender-email", "news@aoba.example")
        let people = (1...5).map { "person\($0)@example.com" }
        try home.importContacts(people)
        let key = try dkimKey(home)
        let policy = try Policy(home)
        defer { _ = policy.stop() }
        let postfix = try PostfixServer(policy: policy.name)
        defer { postfix.stop() }
        let text = try home.run(
            ["export", "news", "--engine", "smtp", "--output", "-"],
            ["LISTS_BASE_URL": "https://lists.aoba.example", "LISTS_BOUNCE_DOMAIN": "bounce.aoba.example"]
        ).out
        let rows = try Table(text).rows
        for row in rows {
            let signed = try sign(message(for: row), with: key, home)
            let replies = try postfix.talk([
                "EHLO client.example", "MAIL FROM:<\(row["envelope_from"]!)>", "RCPT TO:<\(row["email"]!)>", "DATA",
                signed + "\r\n.",
            ])
            #expect(replies.last!.hasPrefix("250"), "\(replies)")
        }
        // The sender address of one person's mail is good for that person alone, and only while they may be mailed.
        let sender = "MAIL FROM:<\(rows[0]["envelope_from"]!)>"
        let other = try postfix.talk(["EHLO client.example", sender, "RCPT TO:<\(rows[1]["email"]!)>"])[3]
        #expect(other.hasPrefix("554 5.7.1 ") && other.contains("somebody else"), "\(other)")
        try home.done("optout", rows[0]["email"]!, "--list", "news", "--source", "telephone")
        let left = try postfix.talk(["EHLO client.example", sender, "RCPT TO:<\(rows[0]["email"]!)>"])[3]
        #expect(left.hasPrefix("554 5.7.1 ") && left.contains("opted_out"), "\(left)")
        let delivered = try postfix.delivered(people.count)
        #expect(delivered.flatMap(\.recipients).sorted() == people)
        for mail in delivered {
            #expect(mail.recipients.count == 1)
            for other in people where other != mail.recipients[0] {
                #expect(!mail.message.contains(other), "\(mail.recipients[0]) sees somebody else")
            }
            try home.write("delivered.eml", mail.message)
            let output = try home.run([
                "lint-message", "delivered.eml", "--format", "json", "--key", "mail._domainkey.aoba.example=\(key).pem",
            ])
            #expect(output.code == 0, "\(output)")
            #expect(!output.out.contains("\"skipped\""), "\(output)")
        }
        #expect(
            Set(delivered.map { $0.message.firstMatch(of: /\/u\/[A-Za-z0-9_-]{64}/)?.output }).count == people.count)
    }

    private func message(for row: [String: String]) -> String {
        """
        From: Aoba <news@aoba.example>
        To: <\(row["email"]!)>
        Subject: News
        List-Unsubscribe: \(row["list_unsubscribe"]!)
        List-Unsubscribe-Post: \(row["list_unsubscribe_post"]!)
        List-Id: \(row["list_id"]!)
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8

        Hello!
        Leave: \(row["unsubscribe_url"]!)

        """
    }

    private func dkimKey(_ home: Home) throws -> String {
        let command = "openssl genrsa -out dkim 2048 && openssl rsa -in dkim -pubout -out dkim.pem"
        let output = try Program(["sh", "-c", command], folder: home.folder, environment: home.environment).wait()
        #expect(output.code == 0, "\(output)")
        return "\(home.folder)/dkim"
    }

    private func sign(_ message: String, with key: String, _ home: Home) throws -> String {
        try home.write("unsigned.eml", message)
        let output = try Program(
            ["/usr/bin/python3", "\(Binary.root)/Tests/Programs/dkim_sign.py", key, "aoba.example", "mail"],
            folder: home.folder, environment: home.environment, input: "\(home.folder)/unsigned.eml"
        ).wait()
        #expect(output.code == 0, "\(output)")
        return output.out
    }
}
