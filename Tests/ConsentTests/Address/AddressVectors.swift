import Consent
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A line of `Vectors/addresses.tsv`.
struct AddressVector: Sendable, CustomTestStringConvertible {
    enum Expectation: Sendable {
        case address(canonical: String, matchForm: String, flags: String)
        case problem(code: String)
    }

    let line: Int
    let input: String
    let expectation: Expectation

    var testDescription: String { "line \(line)" }

    static func all() throws -> [AddressVector] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Vectors/addresses.tsv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        return try lines.enumerated().compactMap { index, text in
            // An input may begin with a number sign; a comment has a space after it.
            if text.isEmpty || text == "#" || text.hasPrefix("# ") { return nil }
            let fields = text.split(separator: "\t", omittingEmptySubsequences: false).map(decoded)
            if fields.count == 2, fields[1].hasPrefix("!") {
                let problem = Expectation.problem(code: String(fields[1].dropFirst()))
                return AddressVector(line: index + 1, input: fields[0], expectation: problem)
            }
            try #require(fields.count == 4, "line \(index + 1) has \(fields.count) fields")
            return AddressVector(
                line: index + 1, input: fields[0],
                expectation: .address(canonical: fields[1], matchForm: fields[2], flags: fields[3]))
        }
    }

    /// `{U+0041}` and `{a*64}` written out.
    private static func decoded(_ field: Substring) -> String {
        let named = field.replacing(#/\{U\+([0-9A-F]{4,6})\}/#) { match in
            UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map(String.init) ?? ""
        }
        let repeated = named.replacing(#/\{(.)\*([0-9]+)\}/#) { match in
            String(repeating: String(match.1), count: Int(match.2) ?? 0)
        }
        return String(repeated)
    }
}

@Suite("Frozen address vectors")
struct FrozenAddressVectors {
    @Test(
        "the frozen vectors hold: match forms never change (D1, D2, D3, D4, D6, D7, D9)",
        arguments: try AddressVector.all())
    func holds(vector: AddressVector) throws {
        switch vector.expectation {
        case .address(let canonical, let matchForm, let flags):
            let address = try EmailAddress(vector.input)
            // By octets: strings of Swift are equal whenever their normal forms are.
            #expect(Array(address.canonical.utf8) == Array(canonical.utf8))
            #expect(Array(address.matchForm.utf8) == Array(matchForm.utf8))
            #expect(address.flags == flags)
        case .problem(let code):
            let problem = #expect(throws: AddressProblem.self) { try EmailAddress(vector.input) }
            #expect(problem?.code == code)
        }
    }

    @Test("a match form is its own match form, and a canonical form its own canonical form")
    func areFixedPoints() throws {
        for vector in try AddressVector.all() {
            guard case .address(let canonical, let matchForm, let flags) = vector.expectation else { continue }
            let again = try EmailAddress(canonical)
            #expect(Array(again.canonical.utf8) == Array(canonical.utf8))
            #expect(Array(again.matchForm.utf8) == Array(matchForm.utf8))
            #expect(again.flags == flags)
            #expect(Array(try EmailAddress(matchForm).matchForm.utf8) == Array(matchForm.utf8))
        }
    }

    @Test("there are enough vectors, and the version they freeze is 1")
    func cover() throws {
        #expect(try AddressVector.all().count >= 300)
        #expect(EmailAddress.matchFormVersion == 1)
    }
}

extension EmailAddress {
    /// The flags as a vector writes them.
    fileprivate var flags: String {
        let flags = [needsSMTPUTF8 ? "smtputf8" : nil, isCarrierException ? "carrier" : nil].compactMap(\.self)
        return flags.isEmpty ? "-" : flags.joined(separator: ",")
    }
}
