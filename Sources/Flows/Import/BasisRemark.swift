import Consent
import Store

/// What the person should know of a basis before they rely on it, by the law that governs where no country is known.
enum BasisRemark {
    /// Nil if the import gives all that the basis asks for.
    static func remark(_ basis: Basis, hasReference: Bool, on list: MailingList, _ store: Store) throws -> String? {
        guard list.stream == .marketing else { return nil }
        let code = try store.governingLaw().jurisdiction
        guard let rule = try store.basisRules(of: code).first(where: { $0.basis == basis.rawValue }) else { return nil }
        if !rule.stands {
            return
                "under the law of \(code) basis \(basis.rawValue) makes nobody sendable: \(rule.evidence) (\(rule.law))"
        }
        if rule.demandsReference, !hasReference {
            return "under the law of \(code) basis \(basis.rawValue) makes nobody sendable without its proof: "
                + "\(rule.evidence) (\(rule.law)); say --evidence TEXT or --map evidence=COLUMN"
        }
        return nil
    }
}
