import HTTPTypes
import Testing

@testable import Web

/// Who sent a request, and what counts as one client.
@Suite struct ClientTests {
    private let forwarded = HTTPField.Name("X-Forwarded-For")!

    @Test func `a header says who the client is only if a known proxy brings it (F5)`() {
        var headers = HTTPFields()
        headers[forwarded] = "203.0.113.9, 198.51.100.7 , 10.0.0.2"
        let clients = ClientEvidence(isKept: true, proxies: ["10.0.0.1", "10.0.0.2"])
        #expect(clients.address(from: "192.0.2.1", headers) == "192.0.2.1")
        #expect(clients.address(from: "10.0.0.1", headers) == "198.51.100.7")
        #expect(clients.address(from: "10.0.0.1", HTTPFields()) == "10.0.0.1")
    }

    @Test(arguments: [
        ("2001:db8::1", "2001:db8:0:0:ffff::2", true), ("2001:db8::1", "2001:db8:0:1::1", false),
        ("::ffff:192.0.2.1", "192.0.2.1", true), ("::ffff:192.0.2.1", "::ffff:192.0.2.2", false),
        ("192.0.2.1", "192.0.2.2", false),
    ])
    func `of IPv6 a network of 64 bits is one client, however it is written`(one: String, other: String, same: Bool) {
        let keys = [one, other].map { Client(address: $0, userAgent: nil).key }
        #expect((keys[0] == keys[1]) == same, "\(keys)")
    }

    @Test func `nothing of the client is kept unless the settings say so`() {
        let client = Client(address: "192.0.2.1", userAgent: "a \"browser\"")
        let form = "https://lists.example/subscribe/news"
        #expect(
            ClientEvidence(isKept: false, proxies: []).document(client, form: form) == "{\"form\":\"\(form)\"}")
        #expect(
            ClientEvidence(isKept: true, proxies: []).document(client)
                == "{\"ip\":\"192.0.2.1\",\"user_agent\":\"a \\\"browser\\\"\"}")
    }
}
