package import Consent
import Postgres
import SQL

/// What a basis asks for under the law of one jurisdiction, for marketing mail: a line of `bases.sql`.
package struct BasisRule: Sendable {
    package let jurisdiction: String
    package let basis: String
    /// Whether it carries marketing mail there at all.
    package let stands: Bool
    /// Whether each person's claim must name its proof.
    package let demandsReference: Bool
    /// How long it holds, such as `2 years`; nil without end.
    package let lifetime: String?
    /// How long its record is kept past the last mail and the last word.
    package let keep: String
    /// Whether a no to all marketing mail ends it.
    package let endedByObjection: Bool
    /// What is to be kept as evidence.
    package let evidence: String
    package let law: String
    /// How well the line is known: `primary`, `secondary` or `open`.
    package let checked: String
    /// Within what time the jurisdiction wants a no honoured.
    package let honouredWithin: String
}

/// The rule that a subscription was judged by, and what it came to.
package struct AppliedRule: Sendable {
    package let rule: BasisRule
    /// When the basis runs out, or ran out; nil if it does not.
    package let endsAt: Instant?
    /// What it lacks; nil if nothing.
    package let lacking: Lack?

    package enum Lack: String, Sendable {
        /// It carries no marketing mail there.
        case standing
        /// Nobody knows when the address was obtained.
        case date
        /// The claim does not name its proof.
        case reference
    }
}

/// Whose law governs.
package struct GoverningLaw: Sendable {
    /// Where a contact's country is not known.
    package let jurisdiction: String
    /// The attribute that holds a contact's country.
    package let countryAttribute: String
    /// Whether any contact has had that attribute.
    package let knowsCountries: Bool
}

extension Store {
    /// The rules of one jurisdiction or of all, by jurisdiction.
    package func basisRules(of jurisdiction: String?) throws -> [BasisRule] {
        try connection.map(
            """
            SELECT \(Self.ruleColumns)
              FROM basis_rules r JOIN jurisdictions j USING (jurisdiction)
             WHERE jurisdiction = coalesce(\(jurisdiction), jurisdiction) ORDER BY jurisdiction, basis
            """
        ) { row in try BasisRule(row) }
    }

    /// The codes of the jurisdictions that have rules.
    private func jurisdictions() throws -> [String] {
        try connection.map("SELECT jurisdiction FROM jurisdictions ORDER BY jurisdiction") { row in
            try row.get("jurisdiction")
        }
    }

    package func governingLaw() throws -> GoverningLaw {
        let law = try connection.first(
            """
            SELECT jurisdiction, country_attribute,
                   EXISTS (SELECT FROM attributes WHERE name = country_attribute) AS knows
              FROM installation
            """
        ) { row in
            GoverningLaw(
                jurisdiction: try row.get("jurisdiction"), countryAttribute: try row.get("country_attribute"),
                knowsCountries: try row.get("knows"))
        }
        guard let law else { throw StoreError.notInitialised }
        return law
    }

    /// The jurisdiction that a code names: its own, or that of one of its countries. Throws `unknownJurisdiction`.
    package func jurisdiction(of code: String) throws -> String {
        let found = try connection.first(
            """
            SELECT jurisdiction FROM jurisdictions
             WHERE jurisdiction = \(code) OR \(code) = ANY (countries) ORDER BY jurisdiction <> \(code) LIMIT 1
            """
        ) { row in try row.get("jurisdiction", as: String.self) }
        guard let found else { throw StoreError.unknownJurisdiction(code, known: try jurisdictions()) }
        return found
    }

    /// Sets whose law governs; nil leaves it as it is. Throws `unknownJurisdiction`.
    ///
    /// - Parameter code: a jurisdiction, or a country of one.
    package func setGoverningLaw(jurisdiction code: String?, countryAttribute: String?) throws {
        let jurisdiction = try code.map(jurisdiction(of:))
        try connection.execute(
            """
            UPDATE installation
               SET jurisdiction = coalesce(\(jurisdiction), jurisdiction),
                   country_attribute = coalesce(\(countryAttribute), country_attribute)
            """)
    }

    /// What the law says of a basis that a subscription rests on, obtained or said at an instant.
    ///
    /// - Parameter contact: whose country may say whose law it is; nil for the installation's law.
    package func appliedRule(
        _ basis: String, to contact: ContactID?, obtainedAt: Instant?, expiresAt: Instant?, hasReference: Bool
    ) throws -> AppliedRule? {
        try connection.first(
            """
            SELECT \(Self.ruleColumns),
                   basis_ends_at(r.lifetime, \(obtainedAt)::timestamptz, \(expiresAt)::timestamptz) AS ends_at,
                   basis_lacks(r.stands, r.reference, \(hasReference), \(obtainedAt)::timestamptz) AS lacks
              FROM rule_for(\(contact), \(basis)) r JOIN jurisdictions j USING (jurisdiction)
            """
        ) { row in
            AppliedRule(
                rule: try BasisRule(row), endsAt: try row.optional("ends_at"),
                lacking: try row.optional("lacks", as: String.self).flatMap(AppliedRule.Lack.init(rawValue:)))
        }
    }

    /// What the law that governs a person says of a basis, or nil if there is no such basis.
    package func rule(of basis: String, for contact: ContactID) throws -> BasisRule? {
        try connection.first(
            """
            SELECT \(Self.ruleColumns)
              FROM rule_for(\(contact), \(basis)) r JOIN jurisdictions j USING (jurisdiction)
            """
        ) { row in try BasisRule(row) }
    }

    fileprivate static let ruleColumns: Statement =
        """
        jurisdiction, r.basis, r.stands, r.reference, replace(r.lifetime::text, 'mons', 'months') AS lifetime,
        replace(r.keep::text, 'mons', 'months') AS keep, r.objection_ends, r.evidence, r.law, r.checked,
        j.honoured_within
        """
}

extension BasisRule {
    fileprivate init(_ row: borrowing Row) throws {
        self.init(
            jurisdiction: try row.get("jurisdiction"), basis: try row.get("basis"), stands: try row.get("stands"),
            demandsReference: try row.get("reference"), lifetime: try row.optional("lifetime"),
            keep: try row.get("keep"), endedByObjection: try row.get("objection_ends"),
            evidence: try row.get("evidence"), law: try row.get("law"), checked: try row.get("checked"),
            honouredWithin: try row.get("honoured_within"))
    }
}
