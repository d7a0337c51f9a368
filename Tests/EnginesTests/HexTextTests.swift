import Consent
import Testing

@testable import Engines

@Suite("The text of an id") struct HexTextTests {
    @Test("is the one that the id itself has, whatever its digits (RFC 9562 §4)")
    func isThatOfTheID() {
        var random = SystemRandomNumberGenerator()
        var ids = (0..<10_000).map { _ in ContactID(high: random.next(), low: random.next()) }
        ids += [ContactID(high: 0, low: 0), ContactID(high: .max, low: .max)]
        ids += (0..<64).map { ContactID(high: 1 << $0, low: 0x9AF0_0FA9_A90F_F09A &>> $0) }
        for id in ids {
            var text = Array("before,".utf8)
            HexText.append(id, to: &text)
            #expect(String(decoding: text, as: UTF8.self) == "before,\(id)")
        }
    }
}
