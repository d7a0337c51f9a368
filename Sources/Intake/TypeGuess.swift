/// What the first values of a column look like, for telling a person which attributes may be worth declaring.
///
/// It is a guess and changes nothing: values are kept as text until an attribute is declared. A number with a leading
/// zero is a postal code or a telephone number, so text.
package struct TypeGuess: Sendable {
    private static let sample = 200

    private var mayBe: Set<Candidate> = Set(Candidate.allCases)
    private var seen = 0

    private enum Candidate: String, CaseIterable {
        case boolean, number, date, timestamp
    }

    package init() {}

    /// Whether more values would make it surer.
    package var wantsMore: Bool { seen < Self.sample && !(seen > 0 && mayBe.isEmpty) }

    /// Takes a value that is not empty, in UTF-8, into account.
    package mutating func note(_ value: UnsafeBufferPointer<UInt8>, in zone: LocalZone) {
        seen += 1
        let text = String(decoding: value, as: UTF8.self)
        if !Self.booleans.contains(text.lowercased()) { mayBe.remove(.boolean) }
        if !Self.isNumber(value) { mayBe.remove(.number) }
        guard mayBe.contains(.date) || mayBe.contains(.timestamp) else { return }
        switch DateText.parse(value, in: zone) {
        case .date: mayBe.remove(.timestamp)
        case .instant: mayBe.remove(.date)
        case nil: mayBe.subtract([.date, .timestamp])
        }
    }

    /// The name of the type, as `lists attribute set` takes it: `text` where nothing else fits.
    package var type: String {
        guard seen > 0 else { return "text" }
        // 20260131 is a date before it is a number.
        let order: [Candidate] = [.boolean, .date, .timestamp, .number]
        return order.first(where: mayBe.contains)?.rawValue ?? "text"
    }

    private static let booleans: Set<String> = ["true", "false", "yes", "no", "はい", "いいえ"]

    private static func isNumber(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        var digits = value[...]
        if digits.first == UInt8(ascii: "-") { digits = digits.dropFirst() }
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, digits.count <= 30 else { return false }
        return parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { 0x30...0x39 ~= $0 } }
            && (whole.count == 1 || whole.first != UInt8(ascii: "0"))
    }
}
