import Flows
import Store

/// Whose law governs is kept in the database, so that all programs go by the same. The settings may name it, too.
extension Session {
    /// Writes the law that the settings name into the database. Throws a `Failure` (78) if it has no rules.
    static func setLaw(of settings: Settings, in store: Store) throws {
        guard let jurisdiction = try jurisdiction(of: settings, in: store) else { return }
        try store.setGoverningLaw(jurisdiction: jurisdiction, countryAttribute: nil)
    }

    /// Throws a `Failure` (78) if the settings name another law than the one that decides in the database.
    static func checkLaw(of settings: Settings, in store: Store) throws {
        guard let wanted = try jurisdiction(of: settings, in: store) else { return }
        let found = try store.governingLaw().jurisdiction
        guard wanted != found else { return }
        throw Failure(
            .configuration,
            "LISTS_JURISDICTION says \(wanted), and the database goes by \(found): run lists init to change it there, "
                + "or take the setting away")
    }

    private static func jurisdiction(of settings: Settings, in store: Store) throws -> String? {
        guard let code = settings.jurisdiction else { return nil }
        do {
            return try store.jurisdiction(of: code)
        } catch let error as StoreError {
            guard case .unknownJurisdiction(_, let known) = error else { throw error }
            throw Failure(
                .configuration,
                "LISTS_JURISDICTION: there are no rules of “\(code)”: one of \(known.joined(separator: ", "))")
        }
    }
}
