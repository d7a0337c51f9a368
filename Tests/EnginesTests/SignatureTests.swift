import Crypto
import Foundation
import Testing

@testable import Engines

@Suite("The signature of a manifest") struct SignatureTests {
    private let key = Curve25519.Signing.PrivateKey()
    private let manifest = Manifest(
        test: false, sendList: 3,
        lists: [
            Manifest.List(
                slug: "news", name: "ニュース", stream: "marketing", listID: "news.example.jp", senderName: "A",
                senderAddress: "B", senderContact: "C", complaintContact: "D")
        ],
        segment: nil, expression: "plan = \"a\\\"b\"", engine: "csv", fields: ["email"], asOf: "2026-01-01T00:00:00Z",
        expiresAt: "2026-01-02T00:00:00Z", baseURL: "https://lists.example.jp", actor: "root")

    @Test func `covers every member, its own algorithm and key among them`() throws {
        let text = try SignedManifest.encode(manifest, signedBy: key)
        #expect(try decode(text) == manifest)
        let document = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        for name in document.keys where name != "signature" {
            var changed = document
            changed[name] = document[name] is String ? "x" : "y"
            #expect(throws: SignedManifest.Problem.self, "\(name) may be changed") { _ = try decode(changed) }
            changed[name] = nil
            #expect(throws: SignedManifest.Problem.self, "\(name) may be left out") { _ = try decode(changed) }
        }
        for (name, value) in [("algorithm", "none"), ("public_key", "AAAA"), ("value", "AAAA"), ("more", "x")] {
            var changed = document
            var signature = try #require(document["signature"] as? [String: Any])
            signature[name] = value
            changed["signature"] = signature
            #expect(throws: SignedManifest.Problem.badSignature, "\(name)") { _ = try decode(changed) }
        }
        var more = document
        more["more"] = "x"
        #expect(throws: SignedManifest.Problem.badSignature) { _ = try decode(more) }
    }

    @Test func `by another key is refused`() throws {
        let text = try SignedManifest.encode(manifest, signedBy: Curve25519.Signing.PrivateKey())
        #expect(throws: SignedManifest.Problem.badSignature) { _ = try decode(text) }
    }

    private func decode(_ document: [String: Any]) throws -> Manifest {
        try decode(String(decoding: JSONSerialization.data(withJSONObject: document), as: UTF8.self))
    }

    private func decode(_ text: String) throws -> Manifest {
        try SignedManifest.decode(Array(text.utf8), signedBy: key.publicKey)
    }
}
