import Consent
import SQL

/// Why one may mail somebody: one of the bases of the schema.
struct BasisKind: ValueKind {
    private static let names = Basis.allCases.map(\.rawValue)

    var expectation: String { "one of \(Self.names.joined(separator: ", "))" }

    func predicate(for comparison: ValueComparison) throws(SegmentError) -> Predicate {
        guard comparison.comparator == .equal || comparison.comparator == .notEqual else {
            throw comparison.refusal(expected: "=, != or :")
        }
        guard let name = comparison.literal.plainText, Self.names.contains(name) else {
            throw SegmentError(
                "there is no such basis", at: comparison.literal.range, expected: expectation,
                suggestion: comparison.literal.plainText.flatMap { nearestName(to: $0, in: Self.names) })
        }
        return Predicate(comparison.comparator.comparing(comparison.operand.value, "\(name)"))
    }
}
