import Consent
import Crypto
import TestSupport
import Testing

/// The prepared HMAC gives the codes of the library's own, and those of RFC 4231.
@Suite struct PreparedHMACTests {
    private func code(_ bytes: [UInt8], after first: UInt8? = nil, key: [UInt8]) -> [UInt8] {
        let prepared = PreparedHMAC(SymmetricKey(data: key))
        return bytes.withUnsafeBytes { prepared.withCode(of: $0, after: first) { Array($0) } }
    }

    @Test("for keys and messages of any length, also after a first byte, it is the library's code")
    func agrees() {
        var random = SplitMix(seed: 4231)
        for length in 0..<300 {
            let key = (0..<Int.random(in: 0...200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random)
            }
            let message = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            let own = SymmetricKey(data: key)
            #expect(code(message, key: key) == Array(HMAC<SHA256>.authenticationCode(for: message, using: own)))
            #expect(
                code(message, after: 0xB1, key: key)
                    == Array(HMAC<SHA256>.authenticationCode(for: [0xB1] + message, using: own)))
        }
    }

    @Test("RFC 4231 §4.3: test case 2")
    func vector() {
        let text = code(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
            .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(text == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test("one key makes many codes, each as if it were the first")
    func reused() {
        let prepared = PreparedHMAC(SymmetricKey(data: Array("key".utf8)))
        let codes = (0..<3).map { _ in [1, 2, 3].withUnsafeBytes { prepared.withCode(of: $0) { Array($0) } } }
        #expect(Set(codes).count == 1)
    }
}
