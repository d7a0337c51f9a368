import Crypto
import Testing

@testable import Consent

/// Tokens survive only unchanged.
@Suite struct TokenTests {
    private static let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    private let first = SymmetricKey(data: [UInt8](repeating: 1, count: 32))
    private let second = SymmetricKey(data: [UInt8](repeating: 2, count: 32))
    private let token = Token(
        contact: ContactID(high: 0x0123_4567_89AB_8DEF, low: 0x8123_4567_89AB_CDEF),
        scope: .list(ListID(rawValue: 7)), sendList: 42)

    @Test("a token comes back as it was written", arguments: 0..<200)
    func roundTrip(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let keys = TokenKeys([1: first])
        let scope: Token.Scope =
            seed.isMultiple(of: 4)
            ? .everyListOfSendList : .list(ListID(rawValue: Int32.random(in: 0...Int32.max, using: &random)))
        let token = Token(
            contact: ContactID(high: random.next(), low: random.next()), scope: scope,
            sendList: Int64.random(in: 0...Int64.max, using: &random))
        let text = keys.text(of: token)
        #expect(text.utf8.count == 64)
        #expect(text.allSatisfy(Self.alphabet.contains))
        #expect(keys.token(from: text) == token, "seed \(seed)")
    }

    @Test("a token changed in any one character is refused (RFC 8058 §3.1, A5)", arguments: 0..<64)
    func anyCharacter(position: Int) {
        let keys = TokenKeys([1: first, 2: second])
        let text = Array(keys.text(of: token))
        for other in Self.alphabet + "+/= .~%\u{0}é" where other != text[position] {
            var changed = text
            changed[position] = other
            #expect(keys.token(from: String(changed)) == nil, "\(other) at \(position)")
        }
    }

    @Test("a token has one spelling: nothing added, nothing left out")
    func oneSpelling() {
        let keys = TokenKeys([1: first])
        let text = keys.text(of: token)
        for other in [text + "=", text + "A", text + "AAAA", String(text.dropLast()), " " + text, text + "\n", ""] {
            #expect(keys.token(from: other) == nil)
        }
        for length in 0..<64 { #expect(keys.token(from: text.prefix(length)) == nil) }
    }

    @Test("a new key signs from now on, and old tokens still work (A17); a revoked key's do not")
    func rotation() {
        let (before, after) = (TokenKeys([1: first]), TokenKeys([1: first, 2: second]))
        #expect(after.token(from: before.text(of: token)) == token)
        #expect(before.token(from: after.text(of: token)) == nil)
        #expect(TokenKeys([2: second]).token(from: before.text(of: token)) == nil)
        #expect(TokenKeys([1: second]).token(from: before.text(of: token)) == nil)
    }
}
