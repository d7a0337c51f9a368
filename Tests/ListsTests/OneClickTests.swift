import Foundation
import Synchronization
import Testing

/// `POST /u/{token}` (RFC 8058, standards A).
@Suite("A one-click POST", .servedHome, .serialized) struct OneClickTests {
    private let home: Home = Scope.home
    private let service: Service = Scope.service

    static let forms: [(name: String, type: String?, body: String, method: String)] = [
        ("urlencoded", "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click", "one_click"),
        ("CRLF", "multipart/form-data; boundary=x1", part("x1", "\r\n"), "one_click"),
        ("LF", "multipart/form-data; boundary=x1", part("x1", "\n"), "one_click"),
        ("quoted", "multipart/form-data; boundary=\"x 1\"", part("x 1", "\r\n"), "one_click"),
        // RFC 8058 §8.3 declares one boundary and uses another.
        (
            "rfc", "multipart/form-data; boundary=---FormBoundaryjWmhtjORrn",
            part("FormBoundaryjWmhtjORrn", "\r\n"), "one_click"
        ),
        ("empty", nil, "", "post"),
        ("other", "application/x-www-form-urlencoded", "List-Unsubscribe=Not-One-Click", "post"),
        ("large", "application/x-www-form-urlencoded", String(repeating: "x", count: 100_000), "post"),
        ("binary", "application/octet-stream", "\u{0}\u{1}%%%", "post"),
    ]

    private static func part(_ boundary: String, _ newline: String) -> String {
        [
            "--\(boundary)", "Content-Disposition: form-data; name=\"List-Unsubscribe\"", "", "One-Click",
            "--\(boundary)--", "",
        ].joined(separator: newline)
    }

    @Test(arguments: forms.indices)
    func `acts whatever its body, and records the form (A6, A7, A9, A12, A18)`(index: Int) throws {
        let form = Self.forms[index]
        let person = "form-\(form.name)@example.com"
        let link = try link(of: person)
        let answer = try service.post(link, form.body, type: form.type)
        #expect(answer.status == 200, "\(answer)")
        #expect(answer["set-cookie"] == nil)
        let why = try home.json("why", person, "--list", "news")
        #expect(why["reason"] as? String == "opted_out")
        #expect((why["deciding"] as? [String: Any])?["method"] as? String == form.method)
    }

    @Test func `is never answered by a redirect or a cookie, also with a trailing slash (A8, A9)`() throws {
        let person = "slash@example.com"
        let link = try link(of: person)
        let answer = try service.click(link + "/")
        #expect(answer.isDone, "\(answer)")
        #expect(answer["set-cookie"] == nil)
        #expect(try reason(person) == "opted_out")
    }

    @Test func `needs no header, and heeds no User-Agent (A9, A20)`() throws {
        let person = "scanner@example.com"
        let answer = try service.send(
            "POST", link(of: person), ["User-Agent: curl/8 bot", "Cookie: a=b", "Origin: null"])
        #expect(answer.status == 200, "\(answer)")
        #expect(try reason(person) == "opted_out")
    }

    @Test(arguments: ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
    func `alone acts: GET, HEAD and OPTIONS change nothing (A10)`(method: String) throws {
        let person = "quiet-\(method.lowercased())@example.com"
        let link = try link(of: person)
        let lines = try ledger()
        let answer = try service.send(method, link)
        if ["GET", "HEAD"].contains(method) { #expect(answer.status == 200) }
        #expect(!(300..<400).contains(answer.status) && answer.status < 500, "\(answer)")
        #expect(answer["set-cookie"] == nil)
        #expect(try ledger() == lines)
        #expect(try reason(person) == "subscribed")
    }

    @Test func `of a forged token is a 404, and nothing is recorded (A5, A16)`() throws {
        let link = try link(of: "forged@example.com")
        let token = Array(link.dropFirst("/u/".count))
        let lines = try ledger()
        for place in token.indices {
            var changed = token
            changed[place] = token[place] == "A" ? "B" : "A"
            #expect(try service.click("/u/" + String(changed)).status == 404, "character \(place)")
        }
        for wrong in ["", "x", String(token.dropLast()), String(token) + "A", "%00", String(repeating: "A", count: 64)]
        {
            #expect(try service.click("/u/\(wrong)").status == 404, "\(wrong)")
            #expect(try service.get("/u/\(wrong)").status == 404, "\(wrong)")
        }
        #expect(try ledger() == lines)
        #expect(try reason("forged@example.com") == "subscribed")
    }

    @Test func `fifty times at once is all 2xx and one state (A14)`() throws {
        let person = "fifty@example.com"
        let (link, service) = (try link(of: person), service)
        let done = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 50) { _ in
            if let answer = try? service.click(link), answer.isDone { done.withLock { $0 += 1 } }
        }
        #expect(done.withLock { $0 } == 50)
        #expect(try reason(person) == "opted_out")
        #expect(try home.json("ledger", "verify")["holds"] as? Bool == true)
    }

    @Test func `is never refused for coming often from one address: 10,000 pass (A19)`() throws {
        let people = (1...100).map { "often\($0)@example.com" }
        try home.importContacts(people)
        let (links, service) = (try home.links(), service)
        let tokens = try people.map { try #require(links[$0]) }
        let done = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 8) { part in
            for number in stride(from: part, to: 10_000, by: 8) {
                guard let answer = try? service.click(tokens[number % tokens.count]) else { continue }
                if answer.isDone { done.withLock { $0 += 1 } }
            }
        }
        #expect(done.withLock { $0 } == 10_000)
        #expect(try people.allSatisfy { try reason($0) == "opted_out" })
    }

    @Test func `of someone already out is a 200, and the later no is appended (A14, A16)`() throws {
        let person = "already@example.com"
        let link = try link(of: person)
        #expect(try service.click(link).status == 200)
        let lines = try ledger()
        #expect(try service.click(link).status == 200)
        #expect(try ledger() == lines + 1)
        try home.done("optin", person, "--list", "news", "--evidence", "letter", "--at", "2026-02-01")
        #expect(try reason(person) == "opted_out", "an older yes lifts no later no")
    }

    @Test func `works after the list is archived (A17)`() throws {
        try home.createList("closed")
        try home.importContacts(["closed@example.com"], list: "closed")
        let link = try #require(try home.links(list: "closed")["closed@example.com"])
        try home.done("list", "archive", "closed")
        #expect(try service.click(link).status == 200)
        let why = try home.json("why", "closed@example.com", "--list", "closed")
        #expect(why["reason"] as? String == "opted_out")
    }

    private func link(of person: String) throws -> String {
        try home.importContacts([person])
        return try #require(try home.links()[person])
    }

    private func reason(_ person: String) throws -> String? {
        try home.json("why", person, "--list", "news")["reason"] as? String
    }

    private func ledger() throws -> Int {
        try #require(try home.json("ledger", "verify")["lines"] as? Int)
    }
}
