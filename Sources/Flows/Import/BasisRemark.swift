import Consent
import Store

/// What the person should know of a basis before they rely on it, by the law that governs where no country is known.
enum BasisRemark {
    /// Nil if the import gives all that the basis asks for, beside the dates of its rows.
    static func remark(
        _ basis: Basis, hasReference: Bool, on list: MailingList, now: Instant, _ store: Store
    ) throws -> String? {
        guard list.stream == .marketing else { return nil }
        let applied = try store.appliedRule(
            basis.rawValue, to: nil, obtainedAt: now, expiresAt: nil, hasReference: hasReference)
        guard let applied else { return nil }
        let start = "under the law of \(applied.rule.jurisdiction) basis \(basis.rawValue) makes nobody sendable"
        let reason = "\(applied.rule.evidence) (\(applied.rule.law))"
        switch applied.lacking {
        case .standing: return "\(start): \(reason)"
        case .reference:
            return "\(start) without its proof: \(reason); say --evidence TEXT or --map evidence=COLUMN"
        case nil, .date: return nil
        }
    }
}
