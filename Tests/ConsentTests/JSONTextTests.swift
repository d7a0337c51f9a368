import Consent
import Foundation
import Testing

@Suite("JSON strings")
struct JSONTextTests {
    @Test("any text comes back as it was, wherever in it something must be escaped", arguments: 0..<20)
    func comesBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let alphabet = ["\"", "\\", "\n", "\r", "\t", "\u{0}", "\u{1F}", "\u{7F}", "a", "é", "田", "😀", " ", "~"]
        for _ in 0..<2000 {
            let length = Int.random(in: 0...300, using: &random)
            // Mostly plain text, so that what must be escaped is met at every place of a word.
            let rare = Int.random(in: 1...20, using: &random)
            let text = (0..<length).map { _ in
                Int.random(in: 0..<rare, using: &random) == 0 ? alphabet.randomElement(using: &random)! : "x"
            }.joined()
            let quoted = JSONText.quoted(text)
            #expect(!quoted.utf8.contains { $0 < 0x20 })
            let read = try JSONDecoder().decode(String.self, from: Data(quoted.utf8))
            #expect(Array(read.utf8) == Array(text.utf8))
        }
    }

    @Test("what must be escaped takes the shortest form, controls their number (RFC 8259 §7)")
    func forms() {
        #expect(JSONText.quoted("") == #""""#)
        #expect(JSONText.quoted("\"\\/\n\r\t") == #""\"\\/\n\r\t""#)
        #expect(JSONText.quoted("\u{0}\u{8}\u{1F} \u{7F}") == "\"\\u0000\\u0008\\u001f \u{7F}\"")
        #expect(JSONText.quoted("12345678\"12345678\u{1A}") == #""12345678\"12345678\u001a""#)
    }
}
