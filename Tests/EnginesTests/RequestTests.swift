import Foundation
import Testing

@testable import Engines

/// The formats whose lines are requests.
@Suite("A request") struct RequestTests {
    /// How many people of the sample an engine can carry, and the most that its requests hold.
    static let limits: [(name: String, most: Int, list: String)] = [
        ("brevo", 1000, "messageVersions"), ("mailgun", 1000, "to"), ("mailjet", 50, "Messages"),
        ("postmark", 500, "Messages"), ("sendgrid", 1000, "personalizations"), ("ses", 50, "BulkEmailEntries"),
        ("sparkpost", 1000, "recipients"),
    ]

    @Test(arguments: limits.map(\.name))
    func `is full up to the engine's limit and no further, and nobody is lost (M)`(name: String) throws {
        let limit = try #require(Self.limits.first { $0.name == name })
        let engine = try #require(Engines.named(name))
        let requests = try lines(SampleRecipients.file(engine, times: 500))
        let counts = try requests.map { try #require($0[limit.list] as? [Any]).count }
        let carried = SampleRecipients.people.filter { person in
            Array(person.address.utf8).withUnsafeBufferPointer { engine.policy.form(of: $0) } != .skipped
        }.count
        #expect(counts.reduce(0, +) == carried * 500)
        #expect(counts.dropLast().allSatisfy { $0 == limit.most }, "\(counts)")
        #expect(try #require(counts.last) <= limit.most)
    }

    @Test(arguments: limits.map(\.name))
    func `never puts two people into one message (M)`(name: String) throws {
        for request in try lines(SampleRecipients.file(#require(Engines.named(name)), times: 20)) {
            for people in addressees(in: request, engine: name) { #expect(people.count == 1, "\(people)") }
            let all = addressees(in: request, engine: name).flatMap { $0 }
            #expect(Set(all).count == all.count, "an address twice in one request")
        }
    }

    @Test func `to Mailgun has variables for every address, or all would be shown to all (M)`() throws {
        for request in try lines(SampleRecipients.file(MailgunEngine.self, times: 300)) {
            let variables = try #require(
                JSONSerialization.jsonObject(with: Data((request["recipient-variables"] as? String ?? "").utf8))
                    as? [String: [String: Any]])
            #expect(Set(variables.keys) == Set(try #require(request["to"] as? [String])))
            for values in variables.values {
                #expect(values["unsubscribe"] as? String == values["unsubscribe_url"] as? String)
            }
            #expect(request["h:List-Unsubscribe"] as? String == "<%recipient.unsubscribe%>")
            #expect(request["cc"] == nil && request["bcc"] == nil)
        }
    }

    @Test func `is cut before it grows past the engine's size`() throws {
        var requests = RequestLines(head: "[", tail: "]", people: 100, bytes: 50)
        var output: [UInt8] = []
        for _ in 0..<10 { requests.append(Array("\"twenty characters\"".utf8), to: &output) }
        requests.append(Array(("\"" + String(repeating: "x", count: 60) + "\"").utf8), to: &output)
        requests.end(&output)
        let sizes = String(decoding: output, as: UTF8.self).split(separator: "\n").map(\.utf8.count)
        #expect(sizes == [41, 41, 41, 41, 41, 64], "\(sizes)")
    }

    @Test func `carries ASCII alone in header values (Brevo) and in the sender of SES (RFC 2047)`() throws {
        let brevo = try lines(SampleRecipients.file(BrevoEngine.self))
        for version in try #require(brevo[0]["messageVersions"] as? [[String: Any]]) {
            let headers = try #require(version["headers"] as? [String: String])
            #expect(headers.values.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
        }
        let from = try lines(SampleRecipients.file(SESEngine.self))[0]["FromEmailAddress"] as? String
        #expect(from == "=?UTF-8?B?6Z2S6JGJ5ZWG5LqL?= <news@aoba.example>")
    }

    private func lines(_ bytes: [UInt8]) throws -> [[String: Any]] {
        try String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
            try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    /// The addresses that each message of a request names; Mailgun makes a message of every one.
    private func addressees(in request: [String: Any], engine: String) -> [[String]] {
        let entries = (Self.limits.first { $0.name == engine }).flatMap { request[$0.list] as? [Any] } ?? []
        return entries.map { entry in
            guard let entry = entry as? [String: Any] else { return [entry as? String ?? ""] }
            switch engine {
            case "ses": return (entry["Destination"] as? [String: [String]])?.values.flatMap { $0 } ?? []
            case "postmark": return [entry["To"] as? String ?? ""]
            case "mailjet": return (entry["To"] as? [[String: String]])?.compactMap { $0["Email"] } ?? []
            case "sparkpost": return [(entry["address"] as? [String: String])?["email"] ?? ""]
            default: return (entry["to"] as? [[String: String]])?.compactMap { $0["email"] } ?? []
            }
        }
    }
}
