import Consent
import Crypto

/// A share of people left out by lot, the same ones for the same seed: to compare later those who were mailed with those
/// who were not.
struct Holdout: Sendable {
    private let prepared: PreparedHMAC
    private let threshold: UInt64

    /// - Parameters:
    ///   - share: such as `5%` or `0.5%`, more than 0 and less than 100.
    ///   - seed: any text; who knows it can tell who is left out.
    /// Throws a `Failure` (64) if the share is none.
    init(share: String, seed: String) throws {
        guard share.last == "%", let percent = Double(share.dropLast()), percent > 0, percent < 100 else {
            throw Failure(.usage, "--holdout “\(share)” is no share: write 5% or 0.5%")
        }
        threshold = UInt64(percent / 100 * 0x1p64)
        prepared = PreparedHMAC(SymmetricKey(data: Array(seed.utf8)))
    }

    /// A seed that nobody chose.
    static func newSeed() -> String {
        var random = SystemRandomNumberGenerator()
        return (0..<2).map { _ in
            let text = String(random.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
    }

    func holds(_ contact: ContactID) -> Bool {
        withUnsafeBytes(of: (contact.high.bigEndian, contact.low.bigEndian)) { id in
            prepared.withCode(of: id) { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) } < threshold
        }
    }
}
