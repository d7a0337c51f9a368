import Consent
import Testing

/// What holds of any text. A failure prints the seed: put it into `seed` to see it again.
@Suite("Properties of addresses")
struct AddressPropertyTests {
    /// Pieces that addresses and their accidents are made of.
    static let pieces = [
        "a", "B", "z9", "taro", ".", "..", "@", "@x.jp", "@docomo.ne.jp", "@日本語.jp", "x.jp", "\"", "\\", "\\\"", "\\a",
        " ",
        "\t", "\n", "\0", "'", "“", "”", "「", "」", "<", ">", "(", ",", ";", "mailto:", "?x=y", "%40", "%EF%BC%A1", "+",
        "-",
        "xn--", "xn--wgv71a119e", "１", "ａ", "＠", "．", "。", "｡", "\u{3000}", "\u{A0}", "\u{200B}", "\u{200C}",
        "\u{200D}",
        "\u{FEFF}", "\u{AD}", "\u{FE0F}", "\u{202E}", "太郎", "が", "か\u{3099}", "ß", "ẞ", "ı", "İ", "\u{212A}", "ς", "Σ",
        "e\u{301}", "\u{345}", "\u{308}", "ᾳ", "\u{338}", "<\u{338}", "\u{37E}", "ﬁ", "ŉ", "נ", "1", "\u{E000}",
        "\u{378}", "😀",
    ]

    /// Texts made of the pieces, most of them near an address.
    static func texts(_ count: Int, from random: inout SeededGenerator) -> [String] {
        (0..<count).map { _ in
            var text = ""
            for _ in 0..<Int.random(in: 1...5, using: &random) { text += pieces.randomElement(using: &random) ?? "" }
            if Bool.random(using: &random) { text += "@x.jp" }
            if Int.random(in: 0..<4, using: &random) == 0 { text = "\"\(text)\"@x.jp" }
            return text
        }
    }

    let seed = UInt64.random(in: 0...UInt64.max)

    @Test("normalising twice changes nothing")
    func idempotence() {
        var random = SeededGenerator(seed: seed)
        for text in Self.texts(40_000, from: &random) {
            guard let address = try? EmailAddress(text) else { continue }
            let again = try? EmailAddress(address.canonical)
            #expect(again.map { Array($0.canonical.utf8) } == Array(address.canonical.utf8), "seed \(seed)")
            #expect(again.map { Array($0.matchForm.utf8) } == Array(address.matchForm.utf8), "seed \(seed)")
            #expect(again?.isCarrierException == address.isCarrierException, "seed \(seed)")
            let matched = try? EmailAddress(address.matchForm)
            #expect(matched.map { Array($0.matchForm.utf8) } == Array(address.matchForm.utf8), "seed \(seed)")
        }
    }

    @Test("repairing twice changes nothing, and what is an address is never refused")
    func repairs() {
        var random = SeededGenerator(seed: seed)
        for text in Self.texts(40_000, from: &random) {
            let strict = try? EmailAddress(text)
            guard let repaired = try? EmailAddress.repairing(text) else {
                #expect(strict == nil, "seed \(seed)")
                continue
            }
            let again = try? EmailAddress.repairing(repaired.address.canonical)
            #expect(again?.address.canonical == repaired.address.canonical, "seed \(seed)")
            #expect(again?.repairs == [], "seed \(seed)")
            #expect(again?.asGiven == nil, "seed \(seed)")
            // Whoever was given is either who is meant or named beside them.
            if let strict { #expect(strict == repaired.address || strict == repaired.asGiven, "seed \(seed)") }
            if repaired.repairs.isEmpty { #expect(repaired.asGiven == nil, "seed \(seed)") }
        }
    }

    @Test("the forms hold what mail can carry: no control characters, one @ outside quotes, the limits kept (D2, D9)")
    func forms() {
        var random = SeededGenerator(seed: seed)
        for text in Self.texts(40_000, from: &random) {
            guard let address = try? EmailAddress.repairing(text).address else { continue }
            let bytes = Array(address.canonical.utf8)
            #expect(bytes.count <= 254, "seed \(seed)")
            #expect(bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "seed \(seed)")
            #expect(
                bytes.first == UInt8(ascii: "\"") || bytes.filter { $0 == UInt8(ascii: "@") }.count == 1, "seed \(seed)"
            )
            #expect(address.domain.utf8.allSatisfy { $0 < 0x80 }, "seed \(seed)")
            #expect((try? EmailAddress("a@" + address.unicodeDomain))?.domain == address.domain, "seed \(seed)")
        }
    }

    @Test("random bytes never crash, and are never an address unless they are UTF-8")
    func bytes() {
        var random = SeededGenerator(seed: seed)
        let start = Array("\"ta ro\"@日本語.example.jp".utf8)
        for _ in 0..<40_000 {
            var bytes = start
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
                default: bytes.remove(at: index)
                }
            }
            let strict = bytes.withUnsafeBufferPointer { try? EmailAddress(utf8: $0) }
            let repaired = bytes.withUnsafeBufferPointer { try? EmailAddress.repairing($0) }
            #expect(strict == nil || repaired != nil, "seed \(seed)")
            if repaired != nil { #expect(String(validating: bytes, as: UTF8.self) != nil, "seed \(seed)") }
        }
    }
}
