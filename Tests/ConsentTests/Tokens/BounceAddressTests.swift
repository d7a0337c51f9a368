import Crypto
import Testing

@testable import Consent

/// The envelope senders that bounces come back to.
@Suite("A bounce address") struct BounceAddressTests {
    private let first = SymmetricKey(data: [UInt8](repeating: 1, count: 32))
    private let second = SymmetricKey(data: [UInt8](repeating: 2, count: 32))

    @Test(arguments: 0..<100) func `comes back as it was written, in either case of letters (C6)`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let keys = TokenKeys([1: first])
        let address = BounceAddress(
            contact: ContactID(high: random.next(), low: random.next()),
            sendList: Int64.random(in: 0..<1 << 40, using: &random))
        let text = text(of: address, keys)
        #expect(text.utf8.count <= 64, "a local part has 64 octets (D2)")
        #expect(keys.bounceAddress(from: text) == address)
        #expect(keys.bounceAddress(from: text.uppercased()) == address)
        #expect(TokenKeys([1: first, 2: second]).bounceAddress(from: text) == address, "after a rotation")
        #expect(TokenKeys([1: second]).bounceAddress(from: text) == nil, "by another key")
    }

    @Test func `changed in any character is refused`() {
        let keys = TokenKeys([1: first])
        let text = text(of: BounceAddress(contact: ContactID(high: 1, low: 2), sendList: 3), keys)
        for place in text.indices {
            var changed = text
            changed.replaceSubrange(place...place, with: text[place] == "a" ? "c" : "a")
            #expect(keys.bounceAddress(from: changed) == nil)
        }
        for other in ["", "b", String(text.dropLast()), text + "a", keys.text(of: token)] {
            #expect(keys.bounceAddress(from: other) == nil)
        }
    }

    private let token = Token(contact: ContactID(high: 1, low: 2), scope: .everyListOfSendList, sendList: 3)

    private func text(of address: BounceAddress, _ keys: TokenKeys) -> String {
        String(unsafeUninitializedCapacity: BounceAddress.localLength) { buffer in
            keys.write(address, to: buffer.baseAddress!)
            return BounceAddress.localLength
        }
    }
}
