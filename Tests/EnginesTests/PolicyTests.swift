import Testing

@testable import Engines

/// What an engine cannot carry.
@Suite("The policy of an engine") struct PolicyTests {
    @Test(arguments: ["ses", "postmark", "sendgrid", "mailgun", "mailjet", "brevo", "sparkpost"])
    func `leaves out addresses that need SMTPUTF8 where there is none (D6)`(name: String) throws {
        #expect(try form("日本@example.jp", name) == .skipped)
        #expect(try form("taro@example.jp", name) == .raw)
    }

    @Test func `quotes the carriers' old addresses, keeps or skips them as it says (D7, D8)`() throws {
        for address in ["a..b@docomo.ne.jp", "a.@ezweb.ne.jp", ".a@docomo.ne.jp"] {
            for (name, form) in [("smtp", AddressForm.quoted), ("ses", .quoted), ("csv", .raw), ("mailgun", .skipped)] {
                #expect(try self.form(address, name) == form, "\(name)")
            }
        }
        var quoted: [UInt8] = []
        Array("a..@docomo.ne.jp".utf8).withUnsafeBufferPointer { EnginePolicy.quote($0, into: &quoted) }
        #expect(String(decoding: quoted, as: UTF8.self) == "\"a..\"@docomo.ne.jp")
        #expect(
            try form(String(repeating: ".", count: 63) + "@docomo.ne.jp", "smtp") == .skipped, "66 octets in quotes")
    }

    @Test func `lets no comma in an address become two addresses`() throws {
        for name in ["ses", "postmark", "mailgun", "sendgrid"] {
            #expect(try form("\"a,b@example.com\"@example.com", name) == .skipped)
        }
    }

    @Test func `refuses a sender with a line break, and options that are none of its own`() throws {
        for sender in ["a@b.example\nBcc: c@d.example", "no address", "\"A\" <a@b>", "<>", "日本@example.jp"] {
            #expect(throws: EngineProblem.self) {
                _ = try SampleRecipients.file(SESEngine.self, options: [.from: sender, .template: "t"])
            }
        }
        #expect(throws: EngineProblem.missing(.template)) {
            _ = try SampleRecipients.file(SESEngine.self, options: [.from: "a@b.example"])
        }
    }

    @Test func `of excel holds in CP932 what Windows has, and nothing by a question mark (E3)`() {
        let encoder = CP932Encoder()
        let encode = { (text: String) in Array(text.utf8).withUnsafeBufferPointer { encoder.encode($0) } }
        #expect(encode("髙①㈱～－") == [0xFB, 0xFC, 0x87, 0x40, 0x87, 0x8A, 0x81, 0x60, 0x81, 0x7C])
        #expect(encode("ｱ〜") == [0xB1, 0x81, 0x60])
        #expect(encode("한") == nil)
        #expect(encode("👍") == nil)
    }

    private func form(_ address: String, _ engine: String) throws -> AddressForm {
        let policy = try #require(Engines.named(engine)).policy
        return Array(address.utf8).withUnsafeBufferPointer { policy.form(of: $0) }
    }
}
