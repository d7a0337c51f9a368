import Consent
import Testing

@Suite("E-mail addresses")
struct AddressTests {
    @Test("the canonical form keeps the case of the local part, the match form does not (D1)")
    func forms() throws {
        let address = try EmailAddress("\"Taro.Yamada\"@日本語.JP")
        #expect(address.canonical == "Taro.Yamada@xn--wgv71a119e.jp")
        #expect(address.matchForm == "taro.yamada@xn--wgv71a119e.jp")
    }

    @Test("addresses are equal if their match forms are (D1)")
    func equality() throws {
        let one = try EmailAddress("Taro@Example.jp")
        let other = try EmailAddress("\"taro\"@example.JP")
        #expect(one == other)
        #expect(Set([one, other]).count == 1)
        #expect(try EmailAddress("taro+news@example.jp") != one)
        #expect(try EmailAddress("t.aro@example.jp") != one)
    }

    @Test("a domain is kept with A-labels and shown with U-labels (D3)")
    func domain() throws {
        let address = try EmailAddress("\"a@b\"@日本語.jp")
        #expect(address.domain == "xn--wgv71a119e.jp")
        #expect(address.unicodeDomain == "日本語.jp")
        #expect(try EmailAddress("taro@Example.jp").unicodeDomain == "example.jp")
    }

    @Test("64 octets before the @, 254 together, and no more; escapes that go do not count (D2)")
    func limits() throws {
        let label = String(repeating: "a", count: 63)
        let domain = [label, label, String(repeating: "b", count: 61)].joined(separator: ".")
        let local = String(repeating: "x", count: 64)
        #expect(try EmailAddress("\(local)@\(domain)").canonical.utf8.count == 254)
        #expect(throws: AddressProblem.addressTooLong) { try EmailAddress("\(local)@\(domain)b") }
        #expect(throws: AddressProblem.localTooLong) { try EmailAddress("x\(local)@x.jp") }
        #expect(throws: AddressProblem.localTooLong) { try EmailAddress("\"x y\(local.dropFirst(4))\"@x.jp") }
        #expect(try EmailAddress("\"\(local)\"@x.jp").canonical == "\(local)@x.jp")
        let escaped = String(repeating: "\\x", count: 64)
        #expect(try EmailAddress("\"\(escaped)\"@x.jp").canonical == "\(local)@x.jp")
        #expect(throws: AddressProblem.domainTooLong) { try EmailAddress("x@\(label).\(label).\(label).\(label).jp") }
        #expect(throws: AddressProblem.addressTooLong) { try EmailAddress(String(repeating: "x", count: 1 << 20)) }
    }

    @Test("no control character of ASCII passes, wherever it stands (D9)", arguments: Array(0..<0x20) + [0x7F])
    func controls(code: UInt8) {
        let control = String(Unicode.Scalar(code))
        for text in [
            "ta\(control)ro@x.jp", "\"ta\(control)ro\"@x.jp", "\"ta\\\(control)ro\"@x.jp", "taro@x\(control).jp",
            "taro@日\(control)本.jp", "太\(control)郎@x.jp", "\(control)taro@x.jp", "taro@x.jp\(control)",
        ] {
            #expect(throws: AddressProblem.controlCharacter) { try EmailAddress(text) }
        }
    }

    @Test("an address that only the local part's escapes tell apart is one address")
    func escapes() throws {
        for text in ["\"a b\"@x.jp", "\"a\\ b\"@x.jp", "\"\\a\\ \\b\"@x.jp"] {
            #expect(try EmailAddress(text).canonical == "\"a b\"@x.jp")
        }
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [
            [0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
        ] as [[UInt8]])
    func encoding(bytes: [UInt8]) {
        let text = Array("ta".utf8) + bytes + Array("ro@x.jp".utf8)
        #expect(throws: AddressProblem.notUTF8) {
            try text.withUnsafeBufferPointer { try EmailAddress(utf8: $0) }
        }
    }

    @Test("a substring parses as the string does")
    func substrings() throws {
        #expect(try EmailAddress("<taro@x.jp>".dropFirst().dropLast()).canonical == "taro@x.jp")
        #expect(throws: AddressProblem.empty) { try EmailAddress("") }
        #expect(throws: AddressProblem.empty) { try EmailAddress(utf8: UnsafeBufferPointer(start: nil, count: 0)) }
    }

    @Test("dots in any place pass at docomo and ezweb and nowhere else, and are flagged (D7)")
    func carriers() throws {
        for local in ["a..b", "a.", ".a", "a...b."] {
            for domain in ["docomo.ne.jp", "ezweb.ne.jp"] {
                let address = try EmailAddress("\(local)@\(domain)")
                #expect(address.isCarrierException)
                #expect(address.canonical == "\(local)@\(domain)")
                #expect(try EmailAddress("\"\(local)\"@\(domain)") == address)
            }
            for domain in ["au.com", "softbank.ne.jp", "x.docomo.ne.jp", "xdocomo.ne.jp", "docomo.ne.jp.example.com"] {
                #expect(throws: AddressProblem.dotPlacement) { try EmailAddress("\(local)@\(domain)") }
                let quoted = try EmailAddress("\"\(local)\"@\(domain)")
                #expect(quoted.canonical == "\"\(local)\"@\(domain)")
                #expect(!quoted.isCarrierException)
            }
        }
        #expect(try !EmailAddress("a.b@docomo.ne.jp").isCarrierException)
    }

    @Test("SMTPUTF8 is needed for the local part alone (D6)")
    func smtputf8() throws {
        #expect(try EmailAddress("太郎@example.jp").needsSMTPUTF8)
        #expect(try !EmailAddress("taro@日本語.jp").needsSMTPUTF8)
        // KELVIN SIGN is K by NFC.
        #expect(try !EmailAddress("\u{212A}@example.jp").needsSMTPUTF8)
    }

    @Test(
        "what a local part may not hold is refused, quoted or not (D4)",
        arguments: [
            ("\u{378}", .unassignedCharacter), ("\u{E0080}", .unassignedCharacter),
            ("\u{E000}", .privateUseCharacter), ("\u{10FFFD}", .privateUseCharacter), ("\u{85}", .controlCharacter),
            ("\u{FFFD}", .notUTF8),
            ("\u{2028}", .controlCharacter), ("\u{A0}", .space), ("\u{3000}", .space),
            ("\u{200B}", .invisibleCharacter),
            ("\u{2060}", .invisibleCharacter), ("\u{202E}", .invisibleCharacter), ("\u{3164}", .invisibleCharacter),
        ] as [(String, AddressProblem)])
    func characters(character: String, problem: AddressProblem) {
        #expect(throws: problem) { try EmailAddress("太\(character)郎@x.jp") }
        #expect(throws: problem) { try EmailAddress("\"太\(character)郎\"@x.jp") }
    }
}

@Suite("Address problems")
struct AddressProblemTests {
    @Test("every problem has a code in snake case and a sentence of its own")
    func codes() {
        let codes = AddressProblem.allCases.map(\.code) + AddressRepair.allCases.map(\.code)
        #expect(codes.allSatisfy { $0.wholeMatch(of: #/[a-z0-9]+(_[a-z0-9]+)*/#) != nil })
        #expect(Set(AddressProblem.allCases.map(\.description)).count == AddressProblem.allCases.count)
    }

    @Test(
        "every problem that text can have is found",
        arguments: [
            ("", .empty), ("taro", .noAt), ("a@b@x.jp", .severalAts), ("a@x.jp,b@x.jp", .severalAddresses),
            ("@x.jp", .noLocalPart), ("taro@", .noDomain), ("ta ro@x.jp", .space),
            ("ta\u{0}ro@x.jp", .controlCharacter),
            ("(a)b@x.jp", .comment), ("a,b@x.jp", .localCharacter), (".a@x.jp", .dotPlacement),
            ("\"a@x.jp", .quoteNotClosed), ("\"a\"b@x.jp", .quotePlacement), ("\"\\あ\"@x.jp", .escapePlacement),
            ("a@[127.0.0.1]", .addressLiteral), ("a@x_y.jp", .domainCharacter), ("a@x..jp", .domainDotPlacement),
            ("a@-x.jp", .domainHyphenPlacement), ("a@x", .singleLabelDomain), ("a@x.1", .numericTopLevelDomain),
            ("a@💩.jp", .internationalDomain), ("a@日\u{378}.jp", .unassignedCharacter), ("a@日 本.jp", .space),
            ("a@\(String(repeating: "x", count: 64)).jp", .labelTooLong),
            ("a@\(String(repeating: "日", count: 64)).jp", .labelTooLong),
        ] as [(String, AddressProblem)])
    func problems(text: String, problem: AddressProblem) {
        #expect(throws: problem) { try EmailAddress(text) }
    }
}
