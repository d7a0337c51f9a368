import Crypto
import Testing

@testable import Consent

/// Links that confirm a request are of a version of their own.
@Suite struct ConfirmationTokenTests {
    private let keys = TokenKeys([1: SymmetricKey(data: [UInt8](repeating: 1, count: 32))])
    private let confirmation = ConfirmationToken(
        contact: ContactID(high: 0x0123_4567_89AB_8DEF, low: 0x8123_4567_89AB_CDEF), list: ListID(rawValue: 7),
        requestedAt: Instant(microseconds: 1_763_950_000_123_456))

    @Test func `a confirmation comes back as it was written, and runs out after seven days`() {
        let text = keys.text(of: confirmation)
        #expect(text.utf8.count == Token.textLength)
        #expect(keys.confirmation(from: text) == confirmation)
        #expect(!confirmation.hasRunOut(at: confirmation.requestedAt))
        #expect(
            confirmation.hasRunOut(at: confirmation.requestedAt.advanced(byMicroseconds: ConfirmationToken.lifetime)))
    }

    @Test func `a link that leaves is never taken for one that confirms, nor the other way round`() {
        let token = confirmation.fields
        #expect(keys.confirmation(from: keys.text(of: token)) == nil)
        #expect(keys.token(from: keys.text(of: confirmation)) == nil)
        // The version is covered by the MAC: exchanging it alone makes neither.
        let leaves = Array(keys.text(of: token)), confirms = Array(keys.text(of: confirmation))
        let forged = [
            String([confirms[0], confirms[1]] + leaves[2...]), String([leaves[0], leaves[1]] + confirms[2...]),
        ]
        for text in forged {
            #expect(keys.token(from: text) == nil)
            #expect(keys.confirmation(from: text) == nil)
        }
    }

    @Test("a confirmation changed in any one character is refused", arguments: 0..<64)
    func anyCharacter(position: Int) {
        var text = Array(keys.text(of: confirmation))
        text[position] = text[position] == "A" ? "B" : "A"
        #expect(keys.confirmation(from: String(text)) == nil)
    }

    @Test func `the key of a confirmation that is not known here is asked for`() {
        #expect(TokenKeys.claimedNumber(in: keys.text(of: confirmation)) == 1)
    }
}
