import Messages
import TestSupport
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the lint finds in a delivered message. `good.eml` is signed with the key in `mail.txt`, and has a text part and an
/// HTML part in ISO-2022-JP.
@Suite("The lint of a message") struct MessageLintTests {
    private static let name = "mail._domainkey.aoba.example"
    private static let good = read("good.eml")
    private static let link = "https://lists.aoba.example/u/AQAB" + String(repeating: "A", count: 60)

    @Test(arguments: ["mail.txt", "mail.pem"])
    func `finds nothing in a good one, with its key in either form`(file: String) throws {
        for (name, verdict) in try findings(Self.good, key: Self.read(file)) {
            guard case .ok = verdict else {
                Issue.record("\(name): \(verdict)")
                continue
            }
        }
    }

    @Test func `reads bare LF as well as CRLF`() throws {
        #expect(try failures(Self.good.replacing("\r\n", with: "\n")) == [])
    }

    @Test func `skips the signature where the key is not at hand, and verifies the rest`() throws {
        let found = try findings(Self.good, key: nil)
        guard case .skipped(let advice)? = found["signature_holds"] else {
            return #expect(Bool(false), "\(String(describing: found["signature_holds"]))")
        }
        #expect(advice.contains("--key \(Self.name)=FILE"))
        #expect(found.values.count { if case .ok = $0 { true } else { false } } == found.count - 1)
    }

    /// A change to the good message, and the check that must find it.
    static let mutations: [(what: String, from: String, to: String, check: String)] = [
        (
            "a second List-Unsubscribe (A1)", "\r\nList-Id", "\r\nList-Unsubscribe: <\(link)>\r\nList-Id",
            "list_unsubscribe_once"
        ),
        ("no List-Unsubscribe (A1)", "\r\nList-Unsubscribe: ", "\r\nX-Was: ", "list_unsubscribe_once"),
        ("no List-Unsubscribe-Post (A1)", "\r\nList-Unsubscribe-Post", "\r\nX-Post", "list_unsubscribe_post_once"),
        ("two https URIs (A2)", "<\(link)>", "<\(link)>, <https://track.example/1>", "one_https_uri"),
        ("an http URI (A2)", "<https://lists", "<http://lists", "one_https_uri"),
        ("no URI (A2)", "<\(link)>", "<mailto:leave@aoba.example>", "one_https_uri"),
        ("another Post value (A3)", "=One-Click", "=one-click", "post_value"),
        ("a blank in the URI (B1)", "<https://lists", "< https://lists", "list_unsubscribe_form"),
        ("no angle brackets (B1)", "<\(link)>", link, "list_unsubscribe_form"),
        ("List-Id twice (B2)", "\r\nList-Id: ", "\r\nList-ID: <a.b>\r\nList-Id: ", "list_fields_once"),
        ("a List-Id of one label (B3)", "<news.lists.aoba.example>", "<news>", "list_id"),
        ("no List-Id (B3)", "\r\nList-Id", "\r\nX-Id", "list_id"),
        (
            "a second address in To", "To: taro@midori.example", "To: taro@midori.example, hanako@midori.example",
            "one_recipient"
        ),
        ("a Cc", "\r\nSubject", "\r\nCc: hanako@midori.example\r\nSubject", "one_recipient"),
        ("a group in To", "To: taro@midori.example", "To: all: a@b.example, c@d.example;", "one_recipient"),
        ("two From", "From: ", "From: x@aoba.example\r\nFrom: ", "from"),
        ("another From domain", "<news@aoba.example>", "<news@midori.example>", "from_alignment"),
        ("h= without Post (A13)", "list-unsubscribe-post", "x-other", "signature_covers_fields"),
        ("a changed subject (A13)", "\r\nSubject: =", "\r\nSubject: x=", "signature_holds"),
        ("a changed body (A13)", "--b\r\n", "--b\r\nX-Note: x\r\n", "signature_holds"),
        ("no signature (A13)", "DKIM-Signature:", "X-Signature:", "signature_covers_fields"),
        ("a body limit", "d=aoba.example;", "d=aoba.example; l=10;", "signature_covers_body"),
    ]

    @Test(arguments: mutations.indices)
    func `finds what is wrong`(index: Int) throws {
        let (what, from, to, check) = Self.mutations[index]
        let changed = Self.good.replacing(from, with: to, maxReplacements: 1)
        try #require(changed != Self.good, "\(what): nothing was changed")
        let failures = try failures(changed)
        #expect(failures.contains(check), "\(what): \(failures)")
    }

    @Test(arguments: [
        ("", false), ("<p>配信停止</p>", false), ("<a href=\"\(link)\">Leave</a>", true),
        ("<A class=x HREF='\(link)'><b>Leave</b></A>", true), ("<a href=\(link)>Leave</a>", true),
        ("<a href=\"\(link)\"><img src=x></a>", true), ("<a href=\"\(link)\"> <b> </b></a>", false),
        ("<a href=\"\(link)\" style=\"display: none\">Leave</a>", false),
        ("<a href=\"https://lists.aoba.example/p/x?a=1&amp;b=2\">Leave</a>", true),
        ("<a href=\"https://lists.aoba.example.evil.example/\">Leave</a>", false), ("<a href=", false), ("<a", false),
        ("<abbr href=\"\(link)\">Leave</abbr>", false),
    ])
    func `sees links that a person can press (G1)`(html: String, isVisible: Bool) throws {
        let header = Self.good.split(separator: "MIME-Version").first!
        let message = header + "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html>\(html)</html>"
        #expect(try !failures(String(message)).contains("visible_link") == isVisible)
    }

    @Test(arguments: ["", "\n", "\nbody", "no header here\n", "\u{0}\u{1}", " folded: x\n"])
    func `refuses what is no message`(text: String) {
        #expect(throws: MailMessage.Problem.self) {
            try MailMessage(Array(text.utf8), keys: DKIMKeys(), asksDNS: false)
        }
    }

    @Test(arguments: ["", "v=DKIM1", "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----"])
    func `refuses what is no key`(text: String) {
        var keys = DKIMKeys()
        #expect(throws: DKIMKeys.Problem.noKey) { try keys.add(Self.name, file: text) }
        #expect(throws: DKIMKeys.Problem.badName) { try keys.add("aoba.example", file: "p=x") }
    }

    @Test(arguments: 0..<100)
    func `survives a message with random bytes in it`(round: Int) throws {
        let seed = UInt64.random(in: 0...999_999)
        print("lint seed \(seed)")
        var random = SplitMix(seed: seed)
        var bytes = Array(Self.good.utf8)
        for _ in 0..<20 {
            let place = Int.random(in: bytes.indices, using: &random)
            if Bool.random(using: &random) {
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            } else {
                bytes.remove(at: place)
            }
        }
        var keys = DKIMKeys()
        try keys.add(Self.name, file: Self.read("mail.txt"))
        guard let message = try? MailMessage(bytes, keys: keys, asksDNS: false) else { return }
        #expect(Finding.all(in: message, by: MessageChecks.all).count == MessageChecks.all.count)
    }

    private func failures(_ text: String) throws -> [String] {
        try findings(text, key: Self.read("mail.txt")).filter { if case .fails = $0.value { true } else { false } }.map(
            \.key)
    }

    private func findings(_ text: String, key: String?) throws -> [String: Verdict] {
        var keys = DKIMKeys()
        if let key { try keys.add(Self.name, file: key) }
        let message = try MailMessage(Array(text.utf8), keys: keys, asksDNS: false)
        return Dictionary(
            uniqueKeysWithValues: Finding.all(in: message, by: MessageChecks.all).map { ($0.check, $0.verdict) })
    }

    private static func read(_ name: String) -> String {
        let folder = #filePath.prefix(through: #filePath.lastIndex(of: "/")!) + "Vectors/"
        let data = try? Data(contentsOf: URL(filePath: folder + name))
        return String(decoding: data ?? Data(), as: UTF8.self)
    }
}
