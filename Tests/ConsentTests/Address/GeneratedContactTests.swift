import Consent
import Testing

/// The shapes of addresses that `tools/gen_contacts.py` makes, in their hundreds.
@Suite("Addresses of generated contacts")
struct GeneratedContactTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        let name: String
        let make: @Sendable (_ local: String, _ domain: String, _ number: Int) -> String

        var testDescription: String { name }
    }

    static let invalid = [
        Shape(name: "no_at") { "\($0)\($2).\($1)" },
        Shape(name: "two_at") { "\($0)\($2)@@\($1)" },
        Shape(name: "no_domain") { local, _, number in "\(local)\(number)@" },
        Shape(name: "no_local") { _, domain, _ in "@\(domain)" },
        Shape(name: "space") { "\($0) \($2)@\($1)" },
        Shape(name: "no_tld") { local, _, number in "\(local)\(number)@localhost" },
        Shape(name: "dot_domain") { "\($0)\($2)@.\($1)" },
        Shape(name: "dotdot_dom") { "\($0)\($2)@\($1.replacing(".", with: "..", maxReplacements: 1))" },
        Shape(name: "hyphen_dom") { "\($0)\($2)@-\($1)" },
        Shape(name: "long_local") { "\($0)\(String(repeating: "x", count: 64))\($2)@\($1)" },
        Shape(name: "long_label") { local, _, number in "\(local)\(number)@\(String(repeating: "a", count: 64)).com" },
        Shape(name: "comma_list") { "\($0)\($2)@\($1),other\($2)@\($1)" },
        Shape(name: "ideographic") { local, _, number in "\(local)\(number)＠" },
        Shape(name: "empty") { _, _, _ in "" },
        Shape(name: "na") { _, _, _ in "N/A" },
    ]

    static let valid = [
        Shape(name: "clean") { "\($0)\($2)@\($1)" },
        Shape(name: "tagged") { "\($0)+webinar-2024\($2)@\($1)" },
        Shape(name: "docomo_dotdot") { local, _, number in "a..\(local)\(number)@docomo.ne.jp" },
        Shape(name: "au_trailing_dot") { local, _, number in "\(local)\(number).@ezweb.ne.jp" },
        Shape(name: "idn_unicode") { local, _, number in "\(local)\(number)@日本語.jp" },
        Shape(name: "idn_punycode") { local, _, number in "\(local)\(number)@xn--wgv71a119e.jp" },
        Shape(name: "eai_local") { _, _, number in "太郎\(number)@example.co.jp" },
        Shape(name: "quoted_local") { "\"\($0) \($2)\"@\($1)" },
    ]

    static let locals = ["shota.sato", "hanako_suzuki", "james-smith", "lindaobrien", "taro.yamada"]
    static let domains = [
        "gmail.com", "yahoo.co.jp", "docomo.ne.jp", "ezweb.ne.jp", "i.softbank.jp", "city.osaka.lg.jp",
        "uni-heidelberg.de", "acme.co.uk", "live.se",
    ]

    /// Three hundred addresses of a shape.
    static func rows(_ shape: Shape) -> [String] {
        (0..<300).map { shape.make(locals[$0 % locals.count], domains[$0 % domains.count], $0) }
    }

    @Test("no invalid address gets in, repaired or not", arguments: invalid)
    func refuses(shape: Shape) {
        for row in Self.rows(shape) {
            #expect(throws: AddressProblem.self) { try EmailAddress(row) }
            #expect(throws: AddressProblem.self) { try EmailAddress.repairing(row) }
        }
    }

    @Test("every odd but real address gets in without a repair", arguments: valid)
    func accepts(shape: Shape) throws {
        for row in Self.rows(shape) {
            let repaired = try EmailAddress.repairing(row)
            #expect(try repaired.address.canonical == EmailAddress(row).canonical)
            #expect(repaired.repairs.isEmpty)
        }
    }

    @Test("a full-width address gets in as the plain one, with its repair reported (D5)")
    func fullWidth() throws {
        for row in Self.rows(Self.valid[0]) {
            let wide = String(
                String.UnicodeScalarView(row.unicodeScalars.map { Unicode.Scalar($0.value + 0xFEE0) ?? $0 }))
            let repaired = try EmailAddress.repairing(wide)
            #expect(repaired.address.canonical == row)
            #expect(repaired.repairs == [.fullWidth])
        }
    }

    @Test("a duplicate in another spelling has the same match form (D1)", arguments: valid)
    func duplicates(shape: Shape) throws {
        for row in Self.rows(shape) {
            let address = try EmailAddress.repairing(row).address
            let at = try #require(row.lastIndex(of: "@"))
            let domainCase = row[..<at] + row[at...].uppercased()
            #expect(try EmailAddress.repairing(domainCase).address == address)
            #expect(try EmailAddress.repairing(" \(row) ").address == address)
            #expect(try EmailAddress.repairing(row.uppercased()).address == address)
        }
    }

    @Test("the addresses of a shape are as many contacts", arguments: valid)
    func distinct(shape: Shape) throws {
        #expect(try Set(Self.rows(shape).map { try EmailAddress($0) }).count == 300)
    }
}
