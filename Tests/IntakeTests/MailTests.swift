import Intake
import Testing

@Suite("Mail")
struct MailTests {
    private static let message = """
        Return-Path: <sender@example.com>
        From: =?ISO-2022-JP?B?GyRCOzNFREJATzobKEI=?= <taro@example.jp>
        Date: Wed, 1 Apr 2026 10:00:00 +0900 (JST)
        To: =?UTF-8?Q?=E4=BD=90=E8=97=A4_?= =?UTF-8?Q?=E8=8A=B1=E5=AD=90?= <hanako@example.jp>,
         "Suzuki, Ichiro" <ichiro@example.jp>
        Cc: undisclosed-recipients:;
        Subject: To: nobody@example.org
        BCC: Staff: a@example.org, B <b@example.org>;
        Received: from x (y@z.example)

        To: body@example.org

        From body@example.org
        """

    @Test("From, To, Cc and Bcc become contacts, names decoded, groups opened (RFC 5322 §3.4, RFC 2047)")
    func message() throws {
        let file = try opened(Self.message)
        #expect(file.format == "eml")
        #expect(file.reader.header.names == ["email", "name", "mail_field", "mail_date"])
        let date = "2026-04-01T10:00:00+09:00"
        #expect(
            try file.records() == [
                Record(1, ["taro@example.jp", "山田太郎", "From", date]),
                Record(2, ["hanako@example.jp", "佐藤 花子", "To", date]),
                Record(3, ["ichiro@example.jp", "Suzuki, Ichiro", "To", date]),
                Record(4, ["a@example.org", "", "Bcc", date]),
                Record(5, ["b@example.org", "B", "Bcc", date]),
            ])
    }

    @Test("a mailbox is many messages, and bodies are passed over (RFC 4155)")
    func mailbox() throws {
        let box = """
            From a@x.jp Wed Apr  1 10:00:00 2026
            From: a@x.jp
            To: b@x.jp
            Subject: 1

            From here on: c@x.jp
            >From quoted

            From b@x.jp Thu Apr  2 10:00:00 2026
            From: b@x.jp
            Date: 2 Apr 26 01:02 JST
            To: a@x.jp


            """
        let file = try opened(box.replacing("\n", with: "\r\n"))
        #expect(file.format == "mbox")
        #expect(try file.records().map { $0.fields[0] } == ["a@x.jp", "b@x.jp", "b@x.jp", "a@x.jp"])
        #expect(try opened(box).records()[3] == Record(4, ["a@x.jp", "", "To", "2026-04-02T01:02:00+09:00"]))
    }

    @Test(
        "names in the charsets of Japanese mail",
        arguments: [
            ("=?Shift_JIS?B?jlKTYyCVXA==?=", "山田 表"), ("=?iso-2022-jp?Q?=1B$B=3B3ED=1B(B?=", "山田"),
            ("=?utf-8*ja?B?5bGx55Sw?=", "山田"), ("=?EUC-JP?B?u7PFxA==?=", "山田"),
            // ISO-2022-JP cut in two inside of its escapes, as old programs do.
            ("=?ISO-2022-JP?B?GyRCOzM=?= =?ISO-2022-JP?B?RUQbKEI=?=", "山田"),
            ("=?ISO-8859-1?Q?Andr=E9?=", "André"), ("=?x-none?B?AAAA?=", "=?x-none?B?AAAA?="),
            ("=?UTF-8?B?????=", "=?UTF-8?B?????="),
            ("=?UTF-8?B?4Q==?=", "=?UTF-8?B?4Q==?="),
        ])
    func charsets(word: String, expected: String) throws {
        let file = try opened("From: \(word) <a@x.jp>\nSubject: x\n\n")
        #expect(try file.rows()[0]["name"] == expected)
    }

    @Test("a raw name in ISO-2022-JP or Shift_JIS is read, too")
    func rawNames() throws {
        for encoding in ["ISO-2022-JP", "CP932", "UTF-8"] {
            let bytes = encoded("From: 山田 太郎 <a@x.jp>\nSubject: x\n\n", as: encoding)
            #expect(try opened(bytes).rows()[0]["name"] == "山田 太郎", "\(encoding)")
        }
    }

    @Test("a mail to 100,000 people works, and one that passes the limit is refused")
    func manyRecipients() throws {
        let people = (1...100_000).map { "Person Number \($0) <person\($0)@example.jp>" }.joined(separator: ",\n ")
        #expect(try opened("From: a@x.jp\nSubject: x\nTo: \(people)\n\nx").records().count == 100_001)
        let more = String(repeating: "x", count: 9_000_000) + ",\n " + String(repeating: "x", count: 9_000_000)
        #expect(throws: IntakeError.mailFieldsTooLarge(message: 1, limit: 16_777_216)) {
            try opened("From: a@x.jp\nSubject: x\nTo: \(more)\n\nx")
        }
    }

    @Test("a body of one giant line, and NULs in it, do no harm")
    func giantBody() throws {
        let body = [UInt8](repeating: 0, count: 20_000_000) + Array("\n\nFrom b@x.jp x\nTo: c@x.jp\n\n".utf8)
        let bytes = Array("From a@x.jp x\nFrom: a@x.jp\nSubject: x\n\n".utf8) + body
        #expect(try opened(bytes).records().map { $0.fields[0] } == ["a@x.jp", "c@x.jp"])
    }
}
